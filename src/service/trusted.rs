//! What the service judges by, as it was read last; the processes that judge get it from the service, never from the
//! disk.

use crate::verify::{Network, Policy};

/// Anchors, directory, evidence, and who may be asked about revocation.
#[derive(Default)]
pub struct Trusted {
    pub policy: Policy,
    pub network: Option<Network>,
}

impl Trusted {
    /// As a process is told it: the length of the policy, the policy, the network.
    pub(super) fn to_bytes(&self) -> Option<Vec<u8>> {
        let policy = self.policy.to_bytes()?;
        let length = u32::try_from(policy.len()).ok()?.to_le_bytes();
        let network = self.network.as_ref().map_or(Some(Vec::new()), Network::to_bytes)?;
        Some([&length, policy.as_slice(), &network].concat())
    }

    /// Reads what [`Trusted::to_bytes`] wrote; `None` for anything else.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Trusted> {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (policy, network) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
        let network = match network {
            [] => None,
            network => Some(Network::from_bytes(network)?),
        };
        Some(Trusted { policy: Policy::from_bytes(policy)?, network })
    }
}
