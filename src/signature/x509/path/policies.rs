//! Certificate policies along a path (RFC 5280 section 6.1, with the policy graph of RFC 9618, whose
//! size grows with the certificates and not with their product).

use super::policy_extensions::PolicyExtensions;
use super::policy_graph::{Graph, is_any};
use super::{Budget, PathFailure, name};
use crate::signature::crypto::Oid;
use crate::signature::x509::Certificate;

/// What the caller demands of policies (RFC 5280 section 6.1.1 (c), (e), (f), (g)).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyRules {
    /// Policies that are acceptable; empty: any.
    pub acceptable: Vec<Oid>,
    /// initial-explicit-policy: the path must be valid for one of them.
    pub require_explicit: bool,
    /// initial-policy-mapping-inhibit.
    pub forbid_mapping: bool,
    /// initial-any-policy-inhibit.
    pub forbid_any: bool,
}

/// The state variables of RFC 5280 section 6.1.2 (a), (d), (e), (f).
pub(super) struct Policies {
    /// `None` is the NULL of the standard: valid for no policy.
    graph: Option<Graph>,
    /// Acceptable ones; `None`: any. The anchor's own policies narrow it (RFC 5937 section 3.2).
    acceptable: Option<Vec<Oid>>,
    /// How many more certificates may pass before the thing is demanded, or no longer allowed.
    explicit: u64,
    mapping: u64,
    any: u64,
}

impl Policies {
    /// The state before the first certificate below the anchor, for a path of `length` certificates
    /// without it.
    pub(super) fn new(rules: &PolicyRules, anchor: &Certificate, length: usize) -> Result<Self, PathFailure> {
        let never = length as u64 + 1;
        let unless = |forbidden: bool| if forbidden { 0 } else { never };
        let any = rules.acceptable.is_empty() || rules.acceptable.iter().any(is_any);
        let mut state = Self {
            graph: Some(Graph::default()),
            acceptable: (!any).then(|| rules.acceptable.clone()),
            explicit: unless(rules.require_explicit),
            mapping: unless(rules.forbid_mapping),
            any: unless(rules.forbid_any),
        };
        let own = PolicyExtensions::read(anchor)?;
        state.constrain(&own);
        if let Some(policies) = own.policies.filter(|policies| !policies.iter().any(is_any)) {
            state.acceptable = Some(match state.acceptable {
                Some(asked) => asked.into_iter().filter(|policy| policies.contains(policy)).collect(),
                None => policies,
            });
        }
        Ok(state)
    }

    /// The next certificate below (RFC 5280 sections 6.1.3 (d) to (f), 6.1.4 (a), (b), (h) to (j)).
    pub(super) fn step(
        &mut self,
        certificate: &Certificate,
        is_last: bool,
        budget: &mut Budget,
    ) -> Result<(), PathFailure> {
        let extensions = PolicyExtensions::read(certificate)?;
        let self_issued = certificate.is_self_issued();
        self.graph = match (self.graph.take(), &extensions.policies) {
            (Some(graph), Some(policies)) => {
                let any_counts = self.any > 0 || (!is_last && self_issued);
                graph.descend(policies, any_counts, budget)?
            }
            _ => None,
        };
        if self.explicit == 0 && self.graph.is_none() {
            return Err(PathFailure::Policy { subject: name(certificate) });
        }
        if is_last {
            return self.conclude(certificate, &extensions);
        }
        if let Some(graph) = self.graph.take() {
            self.graph = graph.map(&extensions.mappings, self.mapping > 0, budget)?;
        }
        if !self_issued {
            for counter in [&mut self.explicit, &mut self.mapping, &mut self.any] {
                *counter = counter.saturating_sub(1);
            }
        }
        self.constrain(&extensions);
        Ok(())
    }

    /// RFC 5280 section 6.1.4 (i) and (j).
    fn constrain(&mut self, extensions: &PolicyExtensions) {
        let lower = |counter: &mut u64, to: Option<u64>| *counter = to.map_or(*counter, |to| to.min(*counter));
        lower(&mut self.explicit, extensions.require_explicit);
        lower(&mut self.mapping, extensions.inhibit_mapping);
        lower(&mut self.any, extensions.inhibit_any);
    }

    /// RFC 5280 section 6.1.5 (a), (b), (g).
    fn conclude(&mut self, certificate: &Certificate, extensions: &PolicyExtensions) -> Result<(), PathFailure> {
        self.explicit = self.explicit.saturating_sub(1);
        if extensions.require_explicit == Some(0) {
            self.explicit = 0;
        }
        let valid = match (&self.graph, &self.acceptable) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(graph), Some(acceptable)) => graph.is_valid_for(acceptable),
        };
        if self.explicit > 0 || valid { Ok(()) } else { Err(PathFailure::Policy { subject: name(certificate) }) }
    }
}
