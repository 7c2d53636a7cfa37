//! The valid policy graph (RFC 9618 section 5): levels of policies, each node with the nodes above it.
//! There is at most one node for a policy on a level, so that mappings cannot multiply them.

use super::{Budget, PathFailure};
use crate::signature::crypto::Oid;
use der::asn1::ObjectIdentifier;
use std::collections::{BTreeMap, BTreeSet};

const ANY_POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.32.0");

pub(super) fn is_any(policy: &Oid) -> bool {
    *policy == ANY_POLICY
}

/// One policy on one level.
#[derive(Debug)]
struct Node {
    /// expected_policy_set: what a certificate below may call it.
    expected: BTreeSet<Oid>,
    /// valid_policy of the nodes above.
    parents: BTreeSet<Oid>,
}

/// valid_policy to its node.
type Level = BTreeMap<Oid, Node>;

/// Never empty: a graph without nodes is `None` where graphs are passed on.
#[derive(Debug)]
pub(super) struct Graph {
    levels: Vec<Level>,
}

/// The graph before the first certificate: anyPolicy alone.
impl Default for Graph {
    fn default() -> Self {
        let any = Oid::from(ANY_POLICY);
        let root = Node { expected: [any.clone()].into(), parents: BTreeSet::new() };
        Self { levels: vec![[(any, root)].into()] }
    }
}

impl Graph {
    /// RFC 9618 section 5.3, step (d): the level of a certificate that carries `policies`.
    pub(super) fn descend(
        mut self,
        policies: &[Oid],
        any_counts: bool,
        budget: &mut Budget,
    ) -> Result<Option<Self>, PathFailure> {
        let any = Oid::from(ANY_POLICY);
        let above = self.levels.last();
        let mut expecting: BTreeMap<&Oid, BTreeSet<Oid>> = BTreeMap::new();
        for (policy, node) in above.into_iter().flatten() {
            for expected in &node.expected {
                budget.policy_step()?;
                expecting.entry(expected).or_default().insert(policy.clone());
            }
        }
        let any_above = above.is_some_and(|level| level.contains_key(&any));
        let mut level = Level::new();
        for policy in policies.iter().filter(|policy| !is_any(policy)) {
            budget.policy_step()?;
            let parents = match expecting.get(policy) {
                Some(parents) => parents.clone(),
                None if any_above => [any.clone()].into(),
                None => continue,
            };
            level.insert(policy.clone(), Node { expected: [policy.clone()].into(), parents });
        }
        if any_counts && policies.iter().any(is_any) {
            for (policy, parents) in expecting {
                budget.policy_step()?;
                let node = || Node { expected: [policy.clone()].into(), parents };
                level.entry(policy.clone()).or_insert_with(node);
            }
        }
        self.levels.push(level);
        Ok(self.pruned())
    }

    /// RFC 9618 section 5.4, step (b): mappings, or what their inhibition leaves.
    pub(super) fn map(
        mut self,
        mappings: &BTreeMap<Oid, BTreeSet<Oid>>,
        allowed: bool,
        budget: &mut Budget,
    ) -> Result<Option<Self>, PathFailure> {
        let any = Oid::from(ANY_POLICY);
        let Some(level) = self.levels.last_mut() else { return Ok(None) };
        // The node of anyPolicy has one parent: the anyPolicy above it.
        let has_any = level.contains_key(&any);
        for (from, to) in mappings {
            budget.policy_step()?;
            if !allowed {
                level.remove(from);
            } else if let Some(node) = level.get_mut(from) {
                node.expected = to.clone();
            } else if has_any {
                level.insert(from.clone(), Node { expected: to.clone(), parents: [any.clone()].into() });
            }
        }
        Ok(self.pruned())
    }

    /// Removes nodes without children, from below upwards; `None` when nothing is left.
    fn pruned(mut self) -> Option<Self> {
        let mut wanted: Option<BTreeSet<Oid>> = None;
        for level in self.levels.iter_mut().rev() {
            if let Some(wanted) = &wanted {
                level.retain(|policy, _| wanted.contains(policy));
            }
            wanted = Some(level.values().flat_map(|node| node.parents.iter().cloned()).collect());
        }
        let alive = self.levels.iter().all(|level| !level.is_empty());
        alive.then_some(self)
    }

    /// Whether one of `acceptable`, named as the anchor names it, is valid for the whole path
    /// (RFC 9618 section 5.5, step (g)).
    pub(super) fn is_valid_for(&self, acceptable: &[Oid]) -> bool {
        let any = Oid::from(ANY_POLICY);
        if self.levels.last().is_some_and(|level| level.contains_key(&any)) {
            return !acceptable.is_empty();
        }
        // The anchor's own names are those that anyPolicy alone stands above.
        let below_root = self.levels.iter().skip(1).flatten();
        let mut of_the_anchor = below_root.filter(|(policy, node)| !is_any(policy) && node.parents.contains(&any));
        of_the_anchor.any(|(policy, _)| acceptable.contains(policy))
    }
}
