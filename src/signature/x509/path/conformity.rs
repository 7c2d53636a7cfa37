//! What RFC 5280 section 4 demands of every certificate that an authority issues. Each rule is here
//! because breaking it lets two readers of the same path disagree.

use super::{PathFailure, name};
use crate::signature::x509::Certificate;
use crate::signature::x509::extensions::NAME_CONSTRAINTS;

/// A rule of the profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// Section 4.2.1.1: whoever is not the issuer itself names the issuer's key.
    AuthorityKeyIdentifier,
    /// Section 4.2.1.2: an authority names its own key.
    SubjectKeyIdentifier,
    /// Section 4.1.2.2: not zero, at most 20 octets.
    SerialNumber,
    /// Section 4.2.1.3: who may sign certificates is an authority.
    KeyCertSignWithoutCa,
    /// Section 4.2.1.10: only authorities are constrained in names.
    NameConstraintsOnLeaf,
    /// Section 4.2.1.10.
    NameConstraintsNotCritical,
}

impl Rule {
    pub fn message_en(self) -> &'static str {
        match self {
            Self::AuthorityKeyIdentifier => "it does not name its issuer's key (authorityKeyIdentifier)",
            Self::SubjectKeyIdentifier => "it is an authority that does not name its key (subjectKeyIdentifier)",
            Self::SerialNumber => "its serial number is zero or longer than 20 octets",
            Self::KeyCertSignWithoutCa => "its key may sign certificates although it is not an authority",
            Self::NameConstraintsOnLeaf => "it constrains names although it is not an authority",
            Self::NameConstraintsNotCritical => "its name constraints are not marked critical",
        }
    }

    pub fn message_vi(self) -> &'static str {
        match self {
            Self::AuthorityKeyIdentifier => "không ghi khóa của nơi cấp (authorityKeyIdentifier)",
            Self::SubjectKeyIdentifier => "là tổ chức chứng thực nhưng không ghi khóa của mình (subjectKeyIdentifier)",
            Self::SerialNumber => "số sê-ri bằng không hoặc dài hơn 20 byte",
            Self::KeyCertSignWithoutCa => "khóa được phép cấp chứng thư số dù không phải tổ chức chứng thực",
            Self::NameConstraintsOnLeaf => "giới hạn tên dù không phải tổ chức chứng thực",
            Self::NameConstraintsNotCritical => "giới hạn tên không được đánh dấu bắt buộc",
        }
    }
}

/// Judges one certificate of a path. Key identifiers only help to find a path, so the caller says
/// whether their absence counts. An anchor needs no issuer and may have no extensions at all.
pub(super) fn check(certificate: &Certificate, is_anchor: bool, key_identifiers: bool) -> Result<(), PathFailure> {
    if is_anchor && certificate.extensions().is_empty() {
        return Ok(());
    }
    let broken = key_identifiers.then(|| missing_identifier(certificate, is_anchor)).flatten();
    match broken.or_else(|| broken_rule(certificate)) {
        Some(rule) => Err(PathFailure::Profile { subject: name(certificate), rule }),
        None => Ok(()),
    }
}

fn missing_identifier(certificate: &Certificate, is_anchor: bool) -> Option<Rule> {
    let extensions = certificate.extensions();
    if !is_anchor && !certificate.is_self_issued() && extensions.authority_key_identifier.is_none() {
        return Some(Rule::AuthorityKeyIdentifier);
    }
    let unnamed = certificate.is_ca() && extensions.subject_key_identifier.is_none();
    unnamed.then_some(Rule::SubjectKeyIdentifier)
}

fn broken_rule(certificate: &Certificate) -> Option<Rule> {
    let extensions = certificate.extensions();
    let is_ca = certificate.is_ca();
    // Roots with the serial number 0 were common.
    if !certificate.is_self_issued() && !certificate.has_usual_serial() {
        return Some(Rule::SerialNumber);
    }
    if !is_ca && extensions.key_usage.is_some_and(|usage| usage.key_cert_sign()) {
        return Some(Rule::KeyCertSignWithoutCa);
    }
    if !is_ca && extensions.get(NAME_CONSTRAINTS).is_some() {
        return Some(Rule::NameConstraintsOnLeaf);
    }
    let lax = extensions.get(NAME_CONSTRAINTS).is_some_and(|extension| !extension.critical);
    lax.then_some(Rule::NameConstraintsNotCritical)
}
