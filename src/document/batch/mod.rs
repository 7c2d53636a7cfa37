//! The batch folder: what was planned, what is done, and how far each signature has come.
//!
//! ```text
//! batch.toml      kind, organisation, hashes of template and fonts, count, who prepared it, who signs
//! plan.cbor       the records with their salts, in order, and their envelopes: all that is random
//! drawn/          <ID>.pdf with <ID>.boxes.json
//! signed/         <ID>.<role>.pdf between two signers, <ID>.pdf when the last has signed,
//!                 <ID>.<role>.unstamped.pdf while a timestamp is waited for
//! manifest.cbor   what the organisation's token signs once for the batch; manifest.cms once it has
//! evidence/       <role>.der: what the check of its certificate leaned on
//! journal         what is done, one checked record each
//! lock            held by the process that works on the folder
//! ```

mod error;
mod evidence;
mod folder;
mod journal;
mod plan;
mod sealing;
mod state;
mod store;

pub use error::{Damage, Error};
pub use folder::{Arrangement, Batch, Document, NOTED_TOGETHER, Settings, Slot, read_noted};
pub use journal::{Entry, Journal};
pub use plan::{Plan, PlannedRecord};
pub use sealing::Sealing;
pub use state::{Begun, Checked, Deleted, Drawn, Noted, State};
pub use store::{publish, rename, write_synced};
