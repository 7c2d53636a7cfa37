//! The fuzz targets: what each does with its input, and what must hold whatever the input is. The
//! programs in `fuzz_targets/` feed them from libFuzzer, `tests/replay.rs` from seeds and mutations.

pub mod certificate;
pub mod cms;
pub mod crl;
pub mod ocsp;
pub mod path_building;
pub mod pdf_streams;
pub mod pdf_tokens;
pub mod pdf_verify;
pub mod pdf_xref;
pub mod protocol;
pub mod timestamp_token;

mod genuine;
mod golden_pdf;

/// A target with its name, which is also that of its program and of its folder of seeds.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: &[Target] = &[
    ("certificate", certificate::check),
    ("crl", crl::check),
    ("ocsp", ocsp::check),
    ("cms", cms::check),
    ("timestamp_token", timestamp_token::check),
    ("path_building", path_building::check),
    ("pdf_tokens", pdf_tokens::check),
    ("pdf_xref", pdf_xref::check),
    ("pdf_streams", pdf_streams::check),
    ("pdf_verify", pdf_verify::check),
    ("protocol", protocol::check),
];
