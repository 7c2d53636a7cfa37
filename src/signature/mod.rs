//! How it is proven: keys, certificates, signed messages, PDF revisions, tokens, PAdES.

pub mod cms;
pub mod crypto;
#[cfg(feature = "fetch")]
pub mod fetch;
pub mod pades;
pub mod pdf;
#[cfg(feature = "render")]
pub mod render;
#[cfg(feature = "token")]
pub mod token;
pub mod x509;
