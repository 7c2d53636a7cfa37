//! The batch folder: what was planned, what is done, and how far each signature has come.
//!
//! ```text
//! batch.toml      kind, organisation, hashes of template and fonts, count, who prepared it, who signs
//! plan.cbor       a list of the records; the records with their salts and envelopes: all that is random
//! drawn/          <ID>.pdf
//! signed/         <ID>.<role>.pdf between two signers, <ID>.pdf when the last has signed,
//!                 <ID>.<role>.unstamped.pdf while a timestamp is waited for
//! manifest.cbor   what the organisation's token signs once for the batch; manifest.cms once it has
//! evidence/       <role>.der: what the check of its certificate leaned on
//! journal         what is done, one checked record each
//! lock            held by the process that works on the folder
//! ```

mod draft;
mod error;
mod evidence;
mod folder;
mod journal;
mod plan;
mod sealing;
mod state;
mod store;

pub use crate::durable::Pieces;
pub use draft::Draft;
pub use error::{Damage, Error};
pub use folder::{Arrangement, Batch, Document, NOTED_TOGETHER, Settings, Sketch, Slot, read_noted};
pub use journal::{Entry, Journal};
pub use plan::{Listed, Plan, PlannedRecord};
pub use sealing::Sealing;
pub use state::{Begun, Checked, Deleted, Drawn, Noted, State};
pub use store::{failed, is_at, publish, rename, write_synced, write_synced_by, write_synced_open};
