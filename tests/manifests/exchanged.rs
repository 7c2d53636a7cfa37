//! Genuine documents whose attachments somebody exchanged and then signed again (docs/protocol.md 11.4): whatever is
//! put together from them, it is authentic for nobody.

use serde_json::json;
use vanbang::document::code::Code;
use vanbang::signature::pades::{Appearance, BLUE, Identity, Pen, Statement, prepare_first};
use vanbang::signature::token::{Signer, SoftwareKey};
use vanbang::verify::{Outcome, Policy, Verdict, verify};

use crate::common::minimal_pdf::{Xref, assemble, stream, with_code};
use crate::common::{FIELDS, FONT, boxes, claimed, now, sign_all};
use crate::scene::{Batch, NEIGHBOUR, SCHOOL, Scene, record};
use crate::world::{self, World};

const THIRD: &str = "thcs-ba.hue";

/// Signed by a teacher and a principal, and closed by `seal`.
fn closed(world: &World, pdf: &[u8], seal: &mut dyn Signer) -> Vec<u8> {
    let (mut teacher, mut leader) = (world.other("Giáo viên", 31), world.other("Hiệu trưởng", 32));
    sign_all(pdf, &boxes(0), &mut [&mut teacher, &mut leader, seal])
}

fn told(verdict: &Verdict) -> (Outcome, &'static str, bool) {
    (verdict.verdict(), verdict.reason(), verdict.is_authentic())
}

/// A genuine document: its record, and its code as it is attached.
fn genuine(batch: &Batch, number: usize) -> (Vec<u8>, Vec<u8>) {
    let record = batch.records[number].clone();
    let code = Code::derive(&record).attached(&batch.leaf(&record).opening.to_bytes()).unwrap().to_vec();
    (record, code)
}

/// Each of the two attachments, alone and together, exchanged with a document of the same batch, of another batch, of
/// another organisation; closed by everybody that the same authority certified, except the organisation whose record
/// it then is.
#[test]
fn attachments_of_genuine_documents_cannot_be_exchanged() {
    let scene = Scene::new();
    let (own_seal, neighbours) = (scene.world.seal.certificate(), scene.neighbour.certificate().clone());
    let third = scene.world.other("Trường THCS Ba", 22);
    let officer = scene.world.other("Hiệu trưởng", 23);
    let roles: &[&str] = &["manifest", "seal"];
    let pinned = [(SCHOOL, own_seal, roles), (NEIGHBOUR, &neighbours, roles), (THIRD, third.certificate(), roles)];
    let directory = world::directory(&pinned, |file| {
        let mut pin = file["organisations"][0]["certificates"][0].clone();
        pin["sha256"] = data_encoding::HEXLOWER.encode(&officer.certificate().sha256()).into();
        pin["roles"] = json!(["person"]);
        file["organisations"][0]["certificates"].as_array_mut().unwrap().push(pin);
    });
    let policy = Policy { trust: scene.world.trust(), directory: Some(directory) };

    let another = |org, batch| Batch::of(org, batch, vec![record(org, "Bùi Hoa", 'x')], None);
    let own = genuine(&scene.genuine, 0);
    let others = [
        ("the same batch", SCHOOL, genuine(&scene.genuine, 1)),
        ("another batch", SCHOOL, genuine(&another(SCHOOL, 2), 0)),
        ("another organisation", NEIGHBOUR, genuine(&another(NEIGHBOUR, 3), 0)),
    ];
    let namesake = scene.world.other("Trường THPT Mẫu", 41);
    let mut sealers: [(Option<&str>, SoftwareKey); 4] =
        [(None, namesake), (None, officer), (Some(NEIGHBOUR), scene.neighbour), (Some(THIRD), third)];
    let mut tried = 0;
    for (whose, org, (record, code)) in &others {
        for (what, of, record, code, reason) in [
            ("the record", *org, record, &own.1, "CODE_RECORD_MISMATCH"),
            ("the code", SCHOOL, &own.0, code, "CODE_RECORD_MISMATCH"),
            ("both", *org, record, code, "SIGNER_NOT_OF_ORGANISATION"),
        ] {
            let pdf = assemble(&with_code(record, code), Xref::Table);
            for (sealer, key) in sealers.iter_mut().filter(|(sealer, _)| *sealer != Some(of)) {
                let verdict = verify("a.pdf", &closed(&scene.world, &pdf, key), &policy, now()).unwrap();
                assert_eq!(told(&verdict), (Outcome::Failed, reason, false), "{what} of {whose}, by {sealer:?}");
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 34);
}

/// What else may be wrong with the attachments and around them, under the right seal.
#[test]
fn nothing_is_added_to_a_document() {
    let scene = Scene::new();
    let policy = scene.policy();
    let Scene { world, genuine: batch, .. } = scene;
    let mut seal = world.other("Trường THCS Mẫu", 24);
    let directory = world::directory(&[(SCHOOL, seal.certificate(), &["seal"])], |_| {});
    let policy = Policy { directory: Some(directory), ..policy };
    let (record, code) = genuine(&batch, 0);
    let judged = |objects: &[Vec<u8>], seal: &mut SoftwareKey| {
        told(&verify("a.pdf", &closed(&world, &assemble(objects, Xref::Table), seal), &policy, now()).unwrap())
    };
    let honest = with_code(&record, &code);
    assert_eq!(judged(&honest, &mut seal), (Outcome::Passed, "VALID", true));

    let with = |object: usize, from: &str, to: &str, more: &[&[u8]]| {
        let mut objects = honest.clone();
        let text = String::from_utf8(objects[object - 1].clone()).unwrap();
        assert!(text.contains(from), "{text}");
        objects[object - 1] = text.replacen(from, to, 1).into_bytes();
        objects.extend(more.iter().map(|object| object.to_vec()));
        objects
    };
    let file = stream("/Type /EmbeddedFile", b"{}");
    let third: [&[u8]; 2] = [b"<< /Type /Filespec /F (a) /UF (a) /EF << /F 10 0 R >> >>", &file];
    let listed = with(1, "[(code.bin) 7 0 R", "[(a) 9 0 R (code.bin) 7 0 R", &third);
    // As any signed PDF, and nobody's document.
    assert_eq!(judged(&listed, &mut seal), (Outcome::Passed, "VALID", false), "a third attachment");
    let closed_form = (Outcome::Failed, "NOT_CLOSED_BY_SEAL", false);
    let unlisted = with(1, "/AF [5 0 R", "/AF [9 0 R 5 0 R", &third);
    assert_eq!(judged(&unlisted, &mut seal), closed_form, "a third that the names do not list");
    // A link on the symbol: nothing of ours has one, wherever it leads, and the first signer refuses the page.
    let link = b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://vb.mau.edu.vn/V/A) >> >>";
    let linked = assemble(&with(3, "/Contents 4 0 R", "/Contents 4 0 R /Annots [9 0 R]", &[link]), Xref::Table);
    let pen = Pen::new(Appearance::Text { font: FONT, colour: BLUE });
    let statement = Statement { pen: &pen, lines: &[], claimed: claimed(), stamp_room: 0 };
    let refused = prepare_first(&linked, &boxes(0), FIELDS[0], &statement, &Identity::of(&seal));
    assert_eq!(refused.err().map(|error| error.code()), Some("NOT_AS_DRAWN"));
}

/// Whoever signs behind the seal closes nothing.
#[test]
fn nobody_signs_behind_the_seal() {
    let Scene { world, genuine: batch, .. } = Scene::new();
    let (record, code) = genuine(&batch, 0);
    let mut seal = world.other("Trường THCS Mẫu", 24);
    let (mut teacher, mut leader) = (world.other("Giáo viên", 31), world.other("Hiệu trưởng", 32));
    let directory = world::directory(&[(SCHOOL, seal.certificate(), &["seal"])], |_| {});
    let policy = Policy { trust: world.trust(), directory: Some(directory) };
    let pdf = assemble(&with_code(&record, &code), Xref::Table);
    let mut late = boxes(0);
    late.swap(1, 2);
    let signed = sign_all(&pdf, &late, &mut [&mut teacher, &mut seal, &mut leader]);
    let verdict = verify("a.pdf", &signed, &policy, now()).unwrap();
    assert_eq!(told(&verdict), (Outcome::Failed, "LOCK_BROKEN", false));
}
