//! Certificate policies along paths: each of the caller's wishes, each extension, mappings, and mappings
//! that are meant to explode.

use super::*;
use crate::signature::crypto::tlv;

const ANY: &str = "2.5.29.32.0";
const GOLD: &str = "1.2.3.1";
const SILVER: &str = "1.2.3.2";
const COPPER: &str = "1.2.3.3";

fn oid(policy: &str) -> Vec<u8> {
    tlv::oid(ObjectIdentifier::new_unwrap(policy))
}

fn list(parts: &[Vec<u8>]) -> Vec<u8> {
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    tlv::sequence(&parts)
}

fn policies(of: &[&str]) -> CustomExtension {
    let content = list(&of.iter().map(|policy| list(&[oid(policy)])).collect::<Vec<_>>());
    CustomExtension::from_oid_content(&[2, 5, 29, 32], content)
}

fn mappings(of: &[(&str, &str)]) -> CustomExtension {
    let content = list(&of.iter().map(|(from, to)| list(&[oid(from), oid(to)])).collect::<Vec<_>>());
    CustomExtension::from_oid_content(&[2, 5, 29, 33], content)
}

/// policyConstraints with requireExplicitPolicy (0) or inhibitPolicyMapping (1).
fn demand(number: u8, skip: u8) -> CustomExtension {
    let mut extension = CustomExtension::from_oid_content(&[2, 5, 29, 36], vec![0x30, 3, 0x80 | number, 1, skip]);
    extension.set_criticality(true);
    extension
}

fn no_any(skip: u8) -> CustomExtension {
    let mut extension = CustomExtension::from_oid_content(&[2, 5, 29, 54], vec![2, 1, skip]);
    extension.set_criticality(true);
    extension
}

/// A chain from the anchor down; each inner list is one certificate's extensions. The first is the
/// anchor's, the last the leaf's.
struct Chain {
    nodes: Vec<Node>,
}

fn chain(extensions: Vec<Vec<CustomExtension>>) -> Chain {
    let mut nodes: Vec<Node> = Vec::new();
    let last = extensions.len() - 1;
    for (level, extensions) in extensions.into_iter().enumerate() {
        let name = format!("Cấp {level}");
        let mut params = if level == last { params(&name) } else { ca_params(&name, BasicConstraints::Unconstrained) };
        params.custom_extensions = extensions;
        nodes.push(match nodes.last() {
            Some(above) => below(above, params),
            None => root_with(params),
        });
    }
    Chain { nodes }
}

impl Chain {
    fn judge(&self, policies: PolicyRules) -> &'static str {
        let all: Vec<Certificate> = self.nodes.iter().map(|node| node.certificate.clone()).collect();
        let rules = Rules { policies, ..Rules::new(Purpose::Any, Budget::default()) };
        let [anchor, between @ .., leaf] = all.as_slice() else { panic!("a chain of at least two") };
        code(&validate_by(&rules, leaf, between, std::slice::from_ref(anchor), at()))
    }

    fn for_policy(&self, policy: &str) -> &'static str {
        self.judge(require(&[policy]))
    }
}

fn require(acceptable: &[&str]) -> PolicyRules {
    let acceptable = acceptable.iter().filter_map(|policy| Oid::from_dotted(policy)).collect();
    PolicyRules { acceptable, require_explicit: true, ..PolicyRules::default() }
}

#[test]
fn a_path_is_valid_for_what_all_of_it_names() {
    let found = chain(vec![vec![], vec![policies(&[GOLD, SILVER])], vec![policies(&[GOLD])]]);
    assert_eq!(found.for_policy(GOLD), "trusted");
    assert_eq!(found.for_policy(SILVER), "CERT_POLICY");
    assert_eq!(found.judge(require(&[])), "trusted");
    assert_eq!(found.judge(require(&[SILVER, GOLD])), "trusted");
    assert_eq!(found.judge(require(&[ANY])), "trusted");
    // Without a demand for a policy none is needed.
    let optional = PolicyRules { require_explicit: false, ..require(&[COPPER]) };
    assert_eq!(found.judge(optional.clone()), "trusted");
    let none = chain(vec![vec![], vec![], vec![policies(&[GOLD])]]);
    assert_eq!(none.for_policy(GOLD), "CERT_POLICY");
    assert_eq!(none.judge(optional), "trusted");
}

#[test]
fn any_policy_stands_for_every_policy_until_it_is_inhibited() {
    let found = chain(vec![vec![], vec![policies(&[ANY])], vec![policies(&[GOLD])]]);
    assert_eq!(found.for_policy(GOLD), "trusted");
    assert_eq!(found.judge(PolicyRules { forbid_any: true, ..require(&[GOLD]) }), "CERT_POLICY");
    let whole = chain(vec![vec![], vec![policies(&[ANY])], vec![policies(&[ANY])]]);
    assert_eq!(whole.for_policy(COPPER), "trusted");
    let inhibited = |skip| {
        let above = vec![policies(&[GOLD]), no_any(skip)];
        chain(vec![vec![], above, vec![policies(&[ANY])], vec![policies(&[ANY])]]).for_policy(GOLD)
    };
    assert_eq!(inhibited(0), "CERT_POLICY");
    assert_eq!(inhibited(1), "CERT_POLICY");
    assert_eq!(inhibited(2), "trusted");
}

#[test]
fn an_authority_can_demand_a_policy() {
    let found = |skip, leaf| chain(vec![vec![], vec![demand(0, skip)], vec![], leaf]).judge(PolicyRules::default());
    assert_eq!(found(0, vec![]), "CERT_POLICY");
    assert_eq!(found(1, vec![]), "CERT_POLICY");
    assert_eq!(found(9, vec![]), "trusted");
    // In the last certificate it counts at once, and only when it is 0 (section 6.1.5 (b)).
    assert_eq!(found(9, vec![demand(0, 0)]), "CERT_POLICY");
    assert_eq!(found(9, vec![demand(0, 1)]), "trusted");
}

#[test]
fn mappings_rename_a_policy_for_those_below() {
    let mapped = || vec![policies(&[GOLD]), mappings(&[(GOLD, SILVER)])];
    let found = chain(vec![vec![], mapped(), vec![policies(&[SILVER])]]);
    assert_eq!(found.for_policy(GOLD), "trusted");
    assert_eq!(found.for_policy(SILVER), "CERT_POLICY");
    assert_eq!(found.judge(PolicyRules { forbid_mapping: true, ..require(&[GOLD]) }), "CERT_POLICY");
    let kept = chain(vec![vec![], mapped(), vec![policies(&[GOLD])]]);
    assert_eq!(kept.for_policy(GOLD), "CERT_POLICY");
    // An authority above can forbid it.
    let inhibited = chain(vec![vec![], vec![policies(&[ANY]), demand(1, 0)], mapped(), vec![policies(&[SILVER])]]);
    assert_eq!(inhibited.for_policy(GOLD), "CERT_POLICY");
    // From anyPolicy too: the mapped policy is one of those it stands for.
    let any = vec![policies(&[ANY]), mappings(&[(GOLD, SILVER)])];
    let from_any = chain(vec![vec![], any, vec![policies(&[SILVER])]]);
    assert_eq!(from_any.for_policy(GOLD), "trusted");
    assert_eq!(from_any.for_policy(COPPER), "CERT_POLICY");
}

#[test]
fn self_issued_certificates_do_not_count_down() {
    let mut above = ca_params("Gốc", BasicConstraints::Unconstrained);
    above.custom_extensions = vec![no_any(0), demand(0, 0)];
    let root = root_with(above);
    let mut renewed = ca_params("Gốc", BasicConstraints::Unconstrained);
    // anyPolicy counts in a self-issued certificate even when inhibited (section 6.1.3 (d) (2)).
    renewed.custom_extensions = vec![policies(&[ANY])];
    let renewed = below(&root, renewed);
    let leaf = |policy: &str| {
        let mut leaf = params("Hiệu trưởng");
        leaf.custom_extensions = vec![policies(&[policy])];
        code(&judge(&below(&renewed, leaf), &[&renewed], &[&root]))
    };
    assert_eq!(leaf(GOLD), "trusted");
    assert_eq!(leaf(ANY), "CERT_POLICY");
}

#[test]
fn the_anchor_narrows_what_the_caller_accepts() {
    let found = chain(vec![vec![policies(&[GOLD])], vec![policies(&[GOLD, SILVER])], vec![policies(&[SILVER])]]);
    assert_eq!(found.judge(require(&[])), "CERT_POLICY");
    assert_eq!(found.for_policy(SILVER), "CERT_POLICY");
    let good = chain(vec![vec![policies(&[GOLD])], vec![policies(&[GOLD])]]);
    assert_eq!(good.for_policy(GOLD), "trusted");
}

#[test]
fn malformed_policies_refuse_the_path() {
    for broken in [
        policies(&[]),
        policies(&[GOLD, GOLD]),
        mappings(&[(ANY, GOLD)]),
        mappings(&[(GOLD, ANY)]),
        CustomExtension::from_oid_content(&[2, 5, 29, 54], vec![2, 1, 0xff]),
    ] {
        let found = chain(vec![vec![], vec![broken], vec![]]);
        assert_eq!(found.judge(PolicyRules::default()), "CERT_EXTENSION_MALFORMED");
    }
}

/// CVE-2023-0464: every policy mapped to every policy, level upon level.
#[test]
fn mappings_that_would_multiply_end_within_the_budget() {
    let names: Vec<String> = (1..=60).map(|n| format!("1.2.3.{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let pairs: Vec<(&str, &str)> = names.iter().flat_map(|from| names.iter().map(move |to| (*from, *to))).collect();
    let level = || vec![policies(&names), mappings(&pairs)];
    let found = chain(vec![vec![], level(), level(), level(), level(), level(), vec![policies(&names)]]);
    assert_eq!(found.for_policy(GOLD), "CERT_PATH_BUDGET");
}
