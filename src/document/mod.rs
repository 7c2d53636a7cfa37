//! What a school says: records, the workbooks they come from, their layout, their code.

#[cfg(feature = "sign")]
pub mod batch;
pub mod code;
#[cfg(feature = "roster")]
pub mod export;
pub mod manifest;
pub mod record;
#[cfg(feature = "register")]
pub mod register;
#[cfg(feature = "roster")]
pub mod roster;
#[cfg(feature = "template")]
pub mod template;
