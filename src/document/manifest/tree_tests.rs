//! Trees of every size: the published shapes, and every path that is not a leaf's own.

use data_encoding::HEXLOWER;

use super::*;
use crate::signature::crypto::sha256;

fn leaves(count: usize) -> Vec<Digest> {
    (0..count).map(|number| sha256(&[u8::try_from(number).unwrap()])).collect()
}

fn trees(count: usize, height: Height) -> Vec<SubTree> {
    leaves(count).chunks(height.leaves()).map(SubTree::of).collect()
}

fn holds(roots: &[Digest], index: usize, count: usize, height: Height, leaf: &Digest, path: &[Digest]) -> bool {
    let place = Place::of(index, count, height);
    place.is_some_and(|place| root_of(&place, leaf, path) == roots.get(place.subtree).copied())
}

/// Of leaf i = H(one byte of value i), height 3 (protocol.md Annex C).
#[test]
fn published_shapes() {
    const EIGHT: &str = "f36bcde6dad5de59abe552a27830872409aada55ff786972f67b0cacb653353d";
    const NEXT_EIGHT: &str = "86d754b2f938381633850c8580e718ebe2eda68f7d60a1d482033e8c3aa69d87";
    let shapes: [(usize, &[&str]); 9] = [
        (1, &["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"]),
        (2, &["c71a16f21f917ed84ea2caa90b0904c9179a4c9c2369a9b4ec57e11a3f25a7a2"]),
        (3, &["d78663a8f1a2d99ee97fe38a605be2f54e2872c3a63a13077d617e4a940725bd"]),
        (5, &["550347fe72bcb7c23a0576eb793f410a6192c5d678b483eb1adfd880720b55ea"]),
        (7, &["cc73b298e8e4f30a03faa5269796029c17e3fe4b1519250482ddc00a7d2e20da"]),
        (8, &[EIGHT]),
        (9, &[EIGHT, "beead77994cf573341ec17b58bbf7eb34d2711c993c1d976b128b3188dc1829a"]),
        (16, &[EIGHT, NEXT_EIGHT]),
        (17, &[EIGHT, NEXT_EIGHT, "c555eab45d08845ae9f10d452a99bfcb06f74a50b988fe7e48dd323789b88ee3"]),
    ];
    for (count, expected) in shapes {
        let roots: Vec<String> = trees(count, Height::HIGHEST).iter().map(|t| HEXLOWER.encode(&t.root())).collect();
        assert_eq!(roots, expected, "{count}");
    }
}

/// All counts from 1 to 64, all heights, all indices.
#[test]
fn a_leaf_hangs_in_its_own_place_by_its_own_path_alone() {
    for count in 1..=64 {
        for height in (0..=3).filter_map(Height::new) {
            let (leaves, trees) = (leaves(count), trees(count, height));
            let roots: Vec<Digest> = trees.iter().map(SubTree::root).collect();
            assert_eq!(roots.len(), height.roots(count));
            for (index, leaf) in leaves.iter().enumerate() {
                let path = trees[index / height.leaves()].path(index % height.leaves());
                let holds = |index, leaf, path: &[Digest]| holds(&roots, index, count, height, leaf, path);
                assert!(holds(index, leaf, &path), "{count} {height:?} {index}");
                for other in (0..count + 9).filter(|other| *other != index) {
                    assert!(!holds(other, leaf, &path), "{index} as {other} of {count}");
                }
                assert!(path.is_empty() || !holds(index, leaf, &path[1..]));
                assert!(path.is_empty() || !holds(index, leaf, &path[..path.len() - 1]));
                for more in [leaf, &roots[0], &[0; 32]] {
                    assert!(!holds(index, leaf, &[&path[..], &[*more]].concat()));
                    assert!(!holds(index, leaf, &[&[*more], &path[..]].concat()));
                }
                for swapped in 1..path.len() {
                    let mut path = path.clone();
                    path.swap(0, swapped);
                    assert!(!holds(index, leaf, &path));
                }
            }
        }
    }
}

#[test]
fn a_node_is_no_leaf_and_the_odd_leaf_is_not_doubled() {
    let height = Height::HIGHEST;
    let eight = SubTree::of(&leaves(8));
    let node = node(&leaves(8)[0], &leaves(8)[1]);
    let path = eight.path(0);
    // The shape of four leaves, over nodes of eight.
    assert!(!holds(&[eight.root()], 0, 8, height, &node, &path[1..]));
    assert!(!holds(&[eight.root()], 0, 4, height, &leaves(8)[0], &path));
    // Doubling the last leaf of an odd count is another tree.
    let doubled = SubTree::of(&[leaves(3), leaves(3)[2..].to_vec()].concat());
    assert_ne!(doubled.root(), SubTree::of(&leaves(3)).root());
}

#[test]
fn heights_are_the_least_that_fit() {
    let chosen = |count, prints_f| Height::choose(count, prints_f).unwrap().number();
    for (count, with_f, without) in [
        (0, 0, 0),
        (1, 0, 0),
        (2, 0, 1),
        (4, 0, 2),
        (5, 0, 3),
        (8, 0, 3),
        (9, 0, 3),
        (512, 0, 3),
        (513, 1, 3),
        (1024, 1, 3),
        (1025, 2, 3),
        (2048, 2, 3),
        (2049, 3, 3),
        (4096, 3, 3),
    ] {
        assert_eq!((chosen(count, true), chosen(count, false)), (with_f, without), "{count}");
    }
    assert_eq!(Height::choose(4097, true).unwrap_err().code(), "LIMIT_COUNT");
    assert_eq!(Height::new(4), None);
}

#[test]
fn every_field_of_a_leaf_counts_and_none_runs_into_the_next() {
    let org = |text: &str| OrgId::new(text).unwrap();
    let of = |name: &str, batch: [u8; 8], id: u8, secret: u8, claims: &[u8]| {
        let secret = Secret::from_bytes([secret; 16]);
        leaf(&org(name), &BatchId::from_bytes(batch), &Id::from_bytes([id; 16]), &secret, claims)
    };
    let honest = of("thpt", *b"batchone", 1, 2, b"claims");
    assert_eq!(honest, of("thpt", *b"batchone", 1, 2, b"claims"));
    for other in [
        of("thpu", *b"batchone", 1, 2, b"claims"),
        of("thp", *b"tbatchon", 1, 2, b"claims"),
        of("thptb", *b"atchone\x01", 1, 2, b"claims"),
        of("thpt", *b"batchonf", 1, 2, b"claims"),
        of("thpt", *b"batchone", 0, 2, b"claims"),
        of("thpt", *b"batchone", 1, 3, b"claims"),
        of("thpt", *b"batchone", 1, 2, b"claimt"),
        of("thpt", *b"batchone", 1, 2, b"claim"),
        of("thpt", *b"batchone", 1, 2, b"claims\0"),
    ] {
        assert_ne!(other, honest);
    }
}
