//! Where an office publishes: a folder that others serve, or a server.

use super::{Error, Outgoing, State};
use crate::document::manifest::status::SignedHead;
use crate::document::record::OrgId;

/// A place that is given what an office publishes. Everything may come twice: what is there stays as it is.
pub trait Place {
    /// The status head that stands there.
    ///
    /// # Errors
    /// What the disk or the server refuses.
    fn head(&self, org: &OrgId) -> Result<Option<SignedHead>, Error>;

    /// Gives it a batch; `step` hears how many of how many envelopes stand. Answers how many objects are new.
    ///
    /// # Errors
    /// As [`Place::head`], and what is there with other bytes.
    fn put_batch(&self, batch: &Outgoing, step: &mut dyn FnMut(usize, usize)) -> Result<usize, Error>;

    /// Gives it a status.
    ///
    /// # Errors
    /// As [`Place::put_batch`].
    fn put_status(&self, state: &State) -> Result<(), Error>;
}
