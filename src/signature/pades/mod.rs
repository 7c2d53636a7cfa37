//! PAdES (EN 319 142-1): preparing and making signatures in a PDF, and judging them.

#[cfg(feature = "token")]
mod appearance;
mod attachment;
#[cfg(feature = "token")]
mod create;
#[cfg(feature = "token")]
mod error;
mod evidence;
mod field;
pub mod finding;
mod fitness;
#[cfg(feature = "token")]
mod identity;
mod inert;
mod locate;
mod message;
#[cfg(feature = "token")]
mod pack;
mod page;
#[cfg(feature = "token")]
mod pen;
mod policy;
#[cfg(feature = "token")]
mod prepare;
mod profile;
mod relevant;
pub mod report;
mod seed;
mod signed_bytes;
#[cfg(feature = "token")]
mod source;
mod stamp;
mod status;
#[cfg(feature = "token")]
mod unstamped;
mod validate;
mod widget;

#[cfg(feature = "token")]
pub use appearance::{Appearance, BLUE, RED};
pub use attachment::{Attachment, attached, attachment_names};
#[cfg(feature = "token")]
pub use create::FieldBox;
#[cfg(feature = "token")]
pub use error::Error;
pub use field::{Field, signature_fields, within_limits};
pub use finding::Finding;
pub use fitness::{Fitness, judge_signer};
#[cfg(feature = "token")]
pub use identity::Identity;
pub use locate::{Located, buries_signature, orphans};
#[cfg(feature = "token")]
pub use pack::packed;
pub use page::page_words;
#[cfg(feature = "token")]
pub use pen::Pen;
pub use policy::{Change, What};
#[cfg(feature = "token")]
pub use prepare::{Prepared, SignedPdf, Statement, prepare_first, prepare_next};
pub use profile::{Breach, Expected, check as check_closed_form};
pub use relevant::{WithOthers, relevant};
#[cfg(feature = "token")]
pub use source::{Source, is_plain};
pub use stamp::{Stamp, judge as judge_timestamp};
pub use status::{Status, of_signer as judge_certificate};
#[cfg(feature = "token")]
pub use unstamped::Unstamped;
pub use validate::{Indication, Judged, Revocation, Snapshot, Trust, file_sha256, validate};
