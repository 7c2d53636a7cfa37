//! By what name an address is counted: never by what was asked.

/// The addresses that are counted each by itself, as the router has them; the most asked first.
const ROUTES: [&str; 19] = [
    "/api/v1/codes/{id}",
    "/api/v1/short/{typed}",
    "/",
    "/V/{id}",
    "/v/{id}",
    "/api/v1/verify",
    "/api/v1/openapi.json",
    "/healthz",
    "/readyz",
    "/assets/{name}",
    "/sw.js",
    "/.well-known/vanbang/v1/batches/{file}",
    "/.well-known/vanbang/v1/directory",
    "/.well-known/vanbang/v1/anchors",
    "/.well-known/vanbang/v1/{org}/status/head",
    "/.well-known/vanbang/v1/{org}/status/{list}/{digest}",
    "/api/v1/publish/batches/{batch}",
    "/api/v1/publish/envelopes/{id}",
    "/api/v1/publish/status/{org}",
];

/// The name of an address.
pub fn of(path: &str) -> &'static str {
    ROUTES.into_iter().find(|route| fits(route, path)).unwrap_or("elsewhere")
}

fn fits(route: &str, path: &str) -> bool {
    let mut asked = path.split('/');
    let fits =
        |part: &str| asked.next().is_some_and(|found| found == part || part.starts_with('{') && !found.is_empty());
    route.split('/').all(fits) && asked.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn addresses_are_counted_without_what_is_asked() {
        for (path, route) in [
            ("/", "/"),
            ("/api/v1/codes/SREBT4PBD5YYO2DV7KIZGX2SF4", "/api/v1/codes/{id}"),
            ("/api/v1/codes/", "elsewhere"),
            ("/api/v1/codes/a/b", "elsewhere"),
            ("/v/1", "/v/{id}"),
            ("/.well-known/vanbang/v1/thpt-mau.hue/status/head", "/.well-known/vanbang/v1/{org}/status/head"),
            (
                "/.well-known/vanbang/v1/thpt-mau.hue/status/1/ab",
                "/.well-known/vanbang/v1/{org}/status/{list}/{digest}",
            ),
            ("/.well-known/vanbang/v1/batches/4bb2.cms", "/.well-known/vanbang/v1/batches/{file}"),
            ("/api/v1/publish/status/thpt-mau.hue", "/api/v1/publish/status/{org}"),
            ("/sw.js", "/sw.js"),
            ("/sw.jsx", "elsewhere"),
            ("/SREBT4PBD5YYO2DV7KIZGX2SF4", "elsewhere"),
        ] {
            assert_eq!(of(path), route, "{path}");
        }
    }
}
