//! Every combination of several pieces of evidence.

use super::testing::*;
use super::*;

/// One piece, and whether it speaks against the certificate.
struct Piece {
    name: &'static str,
    evidence: Evidence,
    is_against: bool,
}

fn pieces(root: &Node) -> Vec<Piece> {
    let piece = |name, list: List, is_against| Piece { name, evidence: crls(&[list.signed(&root.key)]), is_against };
    let some = |unused: u8, bits: u8, second: u8| List::of(root).scope(&[&[0x83, 3, unused, bits, second]]);
    let mut stale = List::of(root);
    stale.next_update = Some(time("2026-11-20T12:00:00Z"));
    let hold = List::of(root).number(5).revoking("2026-06-01T00:00:00Z", &[reason(6)]);
    let lifted = List::of(root).number(6).with("2.5.29.27", true, &[2, 1, 5]);
    let lifted = lifted.revoking("2026-06-01T00:00:00Z", &[reason(8)]);
    let mut unknown = Reply::of(root, root);
    unknown.state = UNKNOWN.to_vec();
    vec![
        piece("stale", stale, false),
        piece("some reasons", some(7, 0b0110_0000, 0x80), false),
        piece("the other reasons", some(0, 0b0001_1111, 0), false),
        piece("authorities only", List::of(root).scope(&[&[0x82, 1, 0xff]]), false),
        piece("hold", hold, true),
        piece("hold lifted", lifted, false),
        piece("revoked long ago", List::of(root).revoking("2026-02-01T00:00:00Z", &[reason(1)]), true),
        Piece { name: "answer good", evidence: Reply::of(root, root).signed(&root.key), is_against: false },
        Piece { name: "answer unknown", evidence: unknown.signed(&root.key), is_against: false },
    ]
}

/// Taking proof away never improves the verdict, and what speaks against the certificate is never
/// outvoted: only a hold can be lifted, by changes to that very list.
#[test]
fn taking_proof_away_never_improves_the_verdict() {
    let (root, leaf) = pair();
    let pieces = pieces(&root);
    let good: Vec<bool> = (0..1usize << pieces.len())
        .map(|set| {
            let mut evidence = Evidence::default();
            let inside = |index: usize| set & 1 << index != 0;
            for (_, piece) in pieces.iter().enumerate().filter(|(index, _)| inside(*index)) {
                evidence.merge(piece.evidence.clone());
            }
            let is_good = ask(&leaf, &[&root], &evidence).is_good();
            let (hold, lifted, revoked, answered) = (inside(4), inside(5), inside(6), inside(7));
            let complete = answered || (inside(1) && inside(2)) || (hold && lifted);
            assert_eq!(is_good, complete && !revoked && (!hold || lifted), "{set:b}");
            is_good
        })
        .collect();
    for (set, was_good) in good.iter().enumerate() {
        for (index, piece) in
            pieces.iter().enumerate().filter(|(index, piece)| set & 1 << index != 0 && !piece.is_against)
        {
            assert!(*was_good || !good[set & !(1 << index)], "without {}: {set:b}", piece.name);
        }
    }
}
