//! The files that the pages load.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::page;

const STYLE: &str = include_str!("../../web/assets/style.css");
const SCRIPT: &str = include_str!("../../web/assets/page.js");
const ICON: &str = include_str!("../../web/assets/icon.svg");
/// What programs may ask, for programs.
pub async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], include_str!("openapi.json")).into_response()
}

/// A style, script or icon of ours.
pub async fn asset(Path(name): Path<String>) -> Response {
    let (kind, text) = match name.as_str() {
        "style.css" => ("text/css; charset=utf-8", STYLE),
        "page.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "icon.svg" => ("image/svg+xml", ICON),
        name => return page::file(name).unwrap_or_else(|| StatusCode::NOT_FOUND.into_response()),
    };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=3600")], text).into_response()
}
