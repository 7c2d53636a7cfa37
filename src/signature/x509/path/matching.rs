//! Whether one name lies in the subtree of a constraint, kind by kind (RFC 5280 section 4.2.1.10).

use crate::signature::x509::general_name::GeneralName;

/// Whether a constraint is one that the standard knows. Kinds that are not supported are accepted
/// here: they matter only when a name of that kind occurs.
pub(super) fn is_constraint(base: &GeneralName<'_>) -> bool {
    match base {
        GeneralName::Dns(domain) => domain.is_empty() || is_host(domain),
        GeneralName::Email(base) => match base.rsplit_once('@') {
            Some((local, host)) => !local.is_empty() && is_host(host),
            None => base.is_empty() || is_host(base.strip_prefix('.').unwrap_or(base)),
        },
        GeneralName::Uri(base) => is_host(base.strip_prefix('.').unwrap_or(base)),
        GeneralName::Ip(range) => ip_range(range).is_some(),
        GeneralName::Directory(_) | GeneralName::Other(_) => true,
    }
}

/// Whether all that `name` stands for lies in the subtree of `constraint`, which is of its kind.
/// `None` when that cannot be told: the name is malformed, or of a kind that is not supported.
pub(super) fn is_within(name: &GeneralName<'_>, constraint: &GeneralName<'_>) -> Option<bool> {
    match (name, constraint) {
        (GeneralName::Directory(name), GeneralName::Directory(base)) => Some(name.starts_with(base)),
        (GeneralName::Dns(name), GeneralName::Dns(base)) => {
            let host = name.strip_prefix("*.").unwrap_or(name);
            is_host(host).then(|| is_under(host, base))
        }
        (GeneralName::Email(mailbox), GeneralName::Email(base)) => email(mailbox, base),
        (GeneralName::Uri(uri), GeneralName::Uri(base)) => Some(host_matches(uri_host(uri)?, base)),
        (GeneralName::Ip(address), GeneralName::Ip(range)) => ip(address, range),
        _ => None,
    }
}

/// Whether anything that `name` stands for lies in the subtree: as [`is_within`], but a wildcard also
/// stands for the hosts in a subtree below it.
pub(super) fn may_touch(name: &GeneralName<'_>, constraint: &GeneralName<'_>) -> Option<bool> {
    if let (GeneralName::Dns(name), GeneralName::Dns(base)) = (name, constraint)
        && let Some(host) = name.strip_prefix("*.")
        && is_host(host)
        && is_under(base, host)
    {
        return Some(true);
    }
    is_within(name, constraint)
}

/// A host as certificates name them: labels of letters, digits, `-` and `_`, of at most 63 characters.
fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len()) && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    host.len() <= 253 && host.split('.').all(label)
}

/// `base` itself, or with labels added on the left; the empty base holds all.
fn is_under(host: &str, base: &str) -> bool {
    if base.is_empty() {
        return true;
    }
    let Some(start) = host.len().checked_sub(base.len()) else { return false };
    host.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(base))
        && (start == 0 || host.as_bytes().get(start - 1) == Some(&b'.'))
}

/// A base with a leading dot holds hosts below it, another one that host alone.
fn host_matches(host: &str, base: &str) -> bool {
    match base.strip_prefix('.') {
        Some(domain) => host.len() > domain.len() && is_under(host, domain),
        None => host.eq_ignore_ascii_case(base),
    }
}

/// The local part is compared as it stands, the host without regard to case (section 7.5).
fn email(mailbox: &str, base: &str) -> Option<bool> {
    let (local, host) = mailbox.rsplit_once('@')?;
    // A second @ is possible only inside quotes, and then two readers can disagree about it.
    if local.is_empty() || local.contains('@') || !is_host(host) {
        return None;
    }
    Some(match base.rsplit_once('@') {
        Some((one, at)) => local == one && host.eq_ignore_ascii_case(at),
        None => base.is_empty() || host_matches(host, base),
    })
}

/// The host in the authority of a URI. RFC 5280: a URI without a host name cannot be judged.
fn uri_host(uri: &str) -> Option<&str> {
    let (scheme, rest) = uri.split_once("://")?;
    if scheme.is_empty() || scheme.contains(['/', '?', '#']) {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let is_address = host.rsplit('.').next().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    (is_host(host) && !is_address).then_some(host)
}

/// Address and mask of equal length, the mask in the style of RFC 4632: ones, then zeros.
fn ip_range(range: &[u8]) -> Option<(&[u8], &[u8])> {
    if !matches!(range.len(), 8 | 32) {
        return None;
    }
    let (address, mask) = range.split_at_checked(range.len() / 2)?;
    let contiguous = mask
        .iter()
        .try_fold(true, |ones, byte| match (ones, *byte) {
            (true, 0xff) => Some(true),
            (true, byte) if byte.leading_ones() + byte.trailing_zeros() >= 8 => Some(false),
            (false, 0) => Some(false),
            _ => None,
        })
        .is_some();
    contiguous.then_some((address, mask))
}

fn ip(address: &[u8], range: &[u8]) -> Option<bool> {
    if !matches!(address.len(), 4 | 16) {
        return None;
    }
    let (base, mask) = ip_range(range)?;
    if base.len() != address.len() {
        return Some(false);
    }
    Some(address.iter().zip(base).zip(mask).all(|((a, b), m)| a & m == b & m))
}

#[cfg(test)]
mod tests {
    use super::GeneralName::{Dns, Email, Ip, Uri};
    use super::*;

    #[test]
    fn hosts_are_under_their_domains_label_by_label() {
        let within = |name, base| is_within(&Dns(name), &Dns(base));
        assert_eq!(within("edu.vn", "edu.vn"), Some(true));
        assert_eq!(within("Hue.EDU.vn", "edu.vn"), Some(true));
        assert_eq!(within("fakeedu.vn", "edu.vn"), Some(false));
        assert_eq!(within("vn", "edu.vn"), Some(false));
        assert_eq!(within("bất kì", ""), None);
        assert_eq!(within("a.vn", ""), Some(true));
        assert_eq!(within("a..vn", "vn"), None);
        assert_eq!(within("*.hue.edu.vn", "edu.vn"), Some(true));
        for bad in [".edu.vn", "*.edu.vn", "edu.vn."] {
            assert!(!is_constraint(&Dns(bad)), "{bad}");
        }
    }

    #[test]
    fn a_wildcard_touches_what_lies_below_it() {
        assert_eq!(may_touch(&Dns("*.edu.vn"), &Dns("hue.edu.vn")), Some(true));
        assert_eq!(may_touch(&Dns("*.edu.vn"), &Dns("edu.vn")), Some(true));
        assert_eq!(may_touch(&Dns("*.edu.vn"), &Dns("com.vn")), Some(false));
        assert_eq!(is_within(&Dns("*.edu.vn"), &Dns("hue.edu.vn")), Some(false));
    }

    #[test]
    fn mailboxes_hosts_and_domains_differ() {
        let within = |name, base| is_within(&Email(name), &Email(base));
        assert_eq!(within("an@hue.edu.vn", "an@hue.EDU.vn"), Some(true));
        assert_eq!(within("An@hue.edu.vn", "an@hue.edu.vn"), Some(false));
        assert_eq!(within("an@hue.edu.vn", "hue.edu.vn"), Some(true));
        assert_eq!(within("an@hue.edu.vn", "edu.vn"), Some(false));
        assert_eq!(within("an@hue.edu.vn", ".edu.vn"), Some(true));
        assert_eq!(within("an@edu.vn", ".edu.vn"), Some(false));
        assert_eq!(within("\"an@x\"@edu.vn", "edu.vn"), None);
        assert_eq!(within("an", "edu.vn"), None);
        assert!(!is_constraint(&Email("@edu.vn")));
    }

    #[test]
    fn a_uri_is_judged_by_its_host() {
        let within = |name, base| is_within(&Uri(name), &Uri(base));
        assert_eq!(within("https://an:b@edu.vn:443/x?y", "edu.vn"), Some(true));
        assert_eq!(within("https://hue.edu.vn/", "edu.vn"), Some(false));
        assert_eq!(within("https://hue.edu.vn/", ".edu.vn"), Some(true));
        assert_eq!(within("https://evil.vn\\@edu.vn/", "edu.vn"), Some(false));
        for unjudgeable in ["https://127.0.0.1/", "https://[::1]/", "mailto:an@edu.vn", "edu.vn", "https://"] {
            assert_eq!(within(unjudgeable, "edu.vn"), None, "{unjudgeable}");
        }
    }

    #[test]
    fn addresses_lie_in_ranges_of_their_own_version() {
        let within = |name: &[u8], base: &[u8]| is_within(&Ip(name), &Ip(base));
        assert_eq!(within(&[10, 1, 2, 3], &[10, 1, 0, 0, 255, 255, 0, 0]), Some(true));
        assert_eq!(within(&[10, 2, 2, 3], &[10, 1, 0, 0, 255, 255, 0, 0]), Some(false));
        assert_eq!(within(&[0; 16], &[0; 8]), Some(false));
        assert_eq!(within(&[0; 5], &[0; 8]), None);
        assert!(is_constraint(&Ip(&[10, 0, 0, 0, 255, 254, 0, 0])));
        assert!(!is_constraint(&Ip(&[10, 0, 0, 0, 255, 0, 255, 0])));
        assert!(!is_constraint(&Ip(&[10, 0, 0, 0])));
    }

    /// What cannot be judged is never inside; a kind that is not supported is of that sort.
    #[test]
    fn unsupported_kinds_cannot_be_judged() {
        let other = GeneralName::Other(0);
        assert!(is_constraint(&other));
        assert_eq!(is_within(&other, &other), None);
        assert_eq!(may_touch(&other, &other), None);
    }
}
