//! Every kind of document from the workbook to the verdict: issued, signed in each role up to the seal, by
//! software keys and once by tokens, then judged by us and by pyHanko, pdfsig and qpdf. One test, because
//! the tokens' module reads its configuration once.
#![cfg(unix)]

mod command;
#[path = "common/outside.rs"]
mod outside;
#[path = "judges/programs.rs"]
mod programs;
#[allow(dead_code)]
mod softhsm;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use command::{KeyFiles, PASSWORD, ROSTERS, Ran, files, office, vanbang, vanbang_with};
use outside::{run, skipped, text};
use programs::{pdfsig_accepts, pyhanko, pyhanko_accepts, qpdf_accepts};
use softhsm::school::Authority;
use softhsm::{PIN, SoftHsm};
use vanbang::document::record::{Kind, Role};

/// What a registrar asks for, and the batch that comes of it.
struct Case {
    kind: Kind,
    command: &'static [&'static str],
    batch: &'static str,
    documents: usize,
    /// Words of the first page.
    page: &'static str,
}

const YEAR: Case = Case {
    kind: Kind::TranscriptYearSecondary,
    command: &["issue", ROSTERS[0], ROSTERS[1], "--class", "6A"],
    batch: "batches/2025-2026-6A",
    documents: 15,
    page: "HỌC BẠ",
};
const WHOLE: Case = Case {
    kind: Kind::TranscriptSecondary,
    command: &["issue", "hoc_ba_mau.xlsx", "--kind", "transcript-secondary"],
    batch: "batches/hoc-ba",
    documents: 2,
    page: "HỌC BẠ",
};
const UNIVERSITY: Case = Case {
    kind: Kind::TranscriptUniversity,
    command: &["issue", "bang_diem_dai_hoc_mau.xlsx", "--kind", "transcript-university"],
    batch: "batches/bang-diem",
    documents: 2,
    page: "BẢNG ĐIỂM",
};
const BILINGUAL: Case = Case {
    command: &["issue", "bang_diem_dai_hoc_mau.xlsx", "--kind", "transcript-university", "--bilingual"],
    batch: "batches/bang-diem-song-ngu",
    page: "ACADEMIC TRANSCRIPT",
    ..UNIVERSITY
};
const COPY: Case = Case {
    kind: Kind::CertifiedCopy,
    command: &["copy", "B 0000012", "B 0000013", "--by", "Trần Thị Văn Thư"],
    batch: "batches/ban-sao",
    documents: 2,
    page: "BẢN SAO",
};

/// Who signs in a role.
enum Key {
    Software(KeyFiles),
    Token(&'static str),
}

struct Desk {
    folder: tempfile::TempDir,
    tokens: SoftHsm,
    authority: Authority,
}

impl Desk {
    /// The sample office as a school that has everything, with the authority it trusts.
    fn furnish() -> Desk {
        let (folder, tokens, authority) = (office(), SoftHsm::start(), Authority::new());
        let desk = Desk { folder, tokens, authority };
        let settings = desk.place().join("vanbang.toml");
        let text = std::fs::read_to_string(&settings).unwrap();
        std::fs::write(&settings, text.replace("\"lower_secondary\"", "\"multi_level\"")).unwrap();
        std::fs::write(desk.anchor(), &desk.authority.root).unwrap();
        std::fs::write(desk.place().join("trust/crls/ca.crl"), &desk.authority.list).unwrap();
        vanbang(&desk.place(), &["register", "import", "so_goc_thpt.csv", "--by", "Trần Thị Văn Thư"]).passed();
        desk
    }

    fn place(&self) -> PathBuf {
        self.folder.path().join("office")
    }

    fn anchor(&self) -> PathBuf {
        self.place().join("trust/anchors/ca.pem")
    }

    /// A software key for each role there is.
    fn software_keys(&self) -> BTreeMap<Role, Key> {
        let key = |role: &Role| {
            let (key, certificate) = self.authority.certify(role.label_vi());
            let files = KeyFiles::of(self.folder.path(), role.label_vi(), &key, &certificate.to_pem());
            if *role == Role::Organisation {
                vanbang(&self.place(), &["trust", "seal", &files.certificate, "--yes"]).passed();
            }
            (*role, Key::Software(files))
        };
        Role::ALL.iter().map(key).collect()
    }

    /// Tokens for those who sign a whole học bạ.
    fn tokens(&self) -> BTreeMap<Role, Key> {
        self.authority.token(&self.tokens, "Hiệu trưởng");
        let seal = self.authority.token(&self.tokens, "Nhà trường");
        let file = self.folder.path().join("con-dau.pem");
        std::fs::write(&file, seal.to_pem()).unwrap();
        vanbang(&self.place(), &["trust", "seal", file.to_str().unwrap(), "--yes"]).passed();
        [(Role::SchoolLeader, Key::Token("Hiệu trưởng")), (Role::Organisation, Key::Token("Nhà trường"))].into()
    }

    fn run(&self, arguments: &[&str], key: &Key) -> Ran {
        match key {
            Key::Software(files) => vanbang_with(PASSWORD, &self.place(), &[arguments, &files.options()].concat()),
            Key::Token(token) => {
                let module = self.tokens.module.to_str().unwrap();
                let options = ["--module", module, "--token", token];
                vanbang_with(PIN, &self.place(), &[arguments, &options].concat())
            }
        }
    }

    /// Issues a batch and has every role sign it; answers its files.
    fn close(&self, case: &Case, keys: &BTreeMap<Role, Key>) -> Vec<PathBuf> {
        let command = [case.command, &["--batch", case.batch]].concat();
        let mut roles = case.kind.roles().iter();
        if case.kind == Kind::CertifiedCopy {
            vanbang(&self.place(), &command).passed();
        } else if let Some(first) = roles.next() {
            self.run(&command, &keys[first]).passed();
        }
        let mut closed = false;
        for role in roles {
            let signed = self.run(&["sign", case.batch, "--role", role.code()], &keys[role]);
            closed = signed.passed().out.contains("Lô đã đủ chữ ký");
        }
        assert!(closed, "{}", case.batch);
        let signed = files(&self.place().join(case.batch).join("signed"), ".pdf");
        assert_eq!(signed.len(), case.documents, "{}", case.batch);
        signed
    }
}

/// Ours: every file is authentic, in force, and signed by the kind's roles in order.
fn judge(desk: &Desk, case: &Case, signed: &[PathBuf]) {
    let names: Vec<&str> = signed.iter().map(|file| file.to_str().unwrap()).collect();
    let judged = vanbang(&desk.place(), &[&["verify", "--json"], &names[..]].concat());
    assert_eq!(judged.passed().out.lines().count(), case.documents);
    for line in judged.out.lines() {
        let verdict: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!((&verdict["verdict"], &verdict["authentic"]), (&"passed".into(), &true.into()), "{line}");
        assert_eq!(verdict["standing"], "in_force", "{line}");
        let fields: Vec<&str> =
            verdict["signatures"].as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap()).collect();
        assert_eq!(fields, case.kind.roles().iter().map(|role| role.field()).collect::<Vec<_>>());
    }
}

/// Theirs, of one file.
fn judge_outside(anchor: &Path, case: &Case, file: &PathBuf) {
    let fields: Vec<&str> = case.kind.roles().iter().map(|role| role.field()).collect();
    let answers = pyhanko(anchor, std::slice::from_ref(file));
    assert!(pyhanko_accepts(&answers[file], &fields), "{}: {answers:#?}", case.batch);
    assert!(pdfsig_accepts(file, &fields), "{}", case.batch);
    assert!(qpdf_accepts(file), "{}", case.batch);
    let page = text(&run("pdftotext", &[Path::new("-l"), Path::new("1"), file, Path::new("-")]));
    assert!(page.contains(case.page), "{}: {page}", case.batch);
}

#[test]
fn every_kind_is_issued_signed_and_accepted() {
    let desk = Desk::furnish();
    let (software, tokens) = (desk.software_keys(), desk.tokens());
    for (case, keys) in
        [(&YEAR, &software), (&WHOLE, &tokens), (&UNIVERSITY, &software), (&BILINGUAL, &software), (&COPY, &software)]
    {
        let signed = desk.close(case, keys);
        judge(&desk, case, &signed);
        if !skipped() {
            judge_outside(&desk.anchor(), case, &signed[0]);
        }
    }

    // The language of a batch is remembered: it resumes without the option, and in no other language.
    let settings = |case: &Case| std::fs::read_to_string(desk.place().join(case.batch).join("batch.toml")).unwrap();
    assert!(settings(&BILINGUAL).contains("language = \"vi-en\"") && !settings(&UNIVERSITY).contains("language"));
    let into = |case: &Case, command: &[&str]| vanbang(&desk.place(), &[command, &["--batch", case.batch]].concat());
    for command in [BILINGUAL.command, UNIVERSITY.command] {
        let again = into(&BILINGUAL, command);
        assert!(again.passed().out.contains("không cần mã PIN"), "{}", again.out);
    }
    into(&UNIVERSITY, BILINGUAL.command).refused("BATCH_OTHER");
    let year = [YEAR.command, &["--bilingual", "--draw-only"]].concat();
    vanbang(&desk.place(), &year).refused("TEMPLATE_UNKNOWN");
}
