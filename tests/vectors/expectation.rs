//! What stands beside every vector: the story, and the verdict that it must get.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One `<ID>-<words>.toml`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The case, as `ids.toml` lists it.
    pub id: String,
    /// What an attacker, or careless software, did.
    pub story: String,
    /// The standard that decides.
    pub clause: String,
    /// `passed`, `failed`, `indeterminate` or `unsigned`.
    pub expect: String,
    /// The decisive code.
    pub reason: String,
    /// RFC 3339; the moment of judging.
    pub at: String,
    /// A folder of `test-vectors/trust`, in the layout of an operator's trust folder.
    pub trust: String,
    /// Further files of `test-vectors/evidence`: lists, responses, certificates at hand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// `require` (when absent), `prefer` or `ignore`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revocation: Option<String>,
    /// Codes that must be told somewhere, besides the decisive one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
    /// Codes that must not be told anywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<String>,
    /// The file is one of ours through and through; `false` when absent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub authentic: bool,
    /// For a file of evidence: the certificate whose status is asked, in `test-vectors/evidence`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// For a certificate: what `vanbang cert verify` would be asked besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Asked>,
    /// Facts of the signatures, in the words of the published JSON; only those named are compared.
    #[serde(default, rename = "signature", skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<BTreeMap<String, toml::Value>>,
}

/// The options of `vanbang cert verify`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    /// `any` (when absent), `signing` or `time_stamping`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub require_policy: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub forbid_any_policy: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub forbid_policy_mapping: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_depth: Option<usize>,
}
