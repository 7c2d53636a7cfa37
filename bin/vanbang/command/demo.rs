//! `vanbang demo`: the whole job on sample data with throw-away keys, a forgery, and both verdicts.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use vanbang::document::batch::Arrangement;
use vanbang::document::record::{Kind, Language, Role};
use vanbang::document::roster::{self, OfficeSettings, Reading};
use vanbang::sign::Look;
use vanbang::signature::token::{Signer, SoftwareKey};
use vanbang::verify::{Outcome, Policy, Revocation, TrustFolder, Verdict, verify};

use super::Session;
use crate::batches::{self, Terms};
use crate::cli::Demo;
use crate::config::SETTINGS;
use crate::demo::authority::{Authority, Holder};
use crate::demo::forgery::{self, Forged};
use crate::demo::{folder, seal};
use crate::failure::Failure;
use crate::input::{self, MAX_PDF};
use crate::office;
use crate::press::OfficePress;
use crate::show::progress::Progress;
use crate::show::verdict;
use crate::signer;

const KIND: Kind = Kind::TranscriptYearSecondary;

pub fn run(arguments: &Demo, session: &Session) -> Result<u8, Failure> {
    let console = session.console;
    let out = &arguments.out;
    folder::create(out)?;
    let (settings, reading) = sample(office::SAMPLE_SETTINGS)?;
    console.tell(
        format!("Sổ điểm mẫu: {} lớp, {} học sinh, không có lỗi.", reading.classes, reading.pupils),
        format!("Sample workbooks: {} classes, {} pupils, no problems.", reading.classes, reading.pupils),
    );
    let authority = Authority::new(session.at)?;
    let school = settings.organisation().name.to_string();
    let leader = settings.issue().leader.full_name.to_string();
    let mut keys = Keys {
        leader: authority.certify(&Holder { name: &leader, title: "Hiệu trưởng", organisation: &school })?,
        seal: authority.certify(&Holder { name: &school, title: "", organisation: &school })?,
        authority,
        school,
    };
    folder::trust(out, &keys.authority, keys.seal.certificate(), &settings, session.at)?;
    console.tell(
        "Đã tạo CA dùng thử và các khóa phần mềm dùng một lần; không có giá trị pháp lý.",
        "Made a trial authority and throw-away software keys; none of it has legal value.",
    );
    let press = OfficePress::of(out, KIND, Language::Vietnamese)?;
    let classes: BTreeSet<String> =
        reading.records.iter().map(|record| record.transcript().class_name.to_string()).collect();
    for class in &classes {
        issue_class(class, &reading, &settings, &press, &mut keys, out, session)?;
    }
    judge(out, reading.records.len(), session)
}

/// Whom the trial authority certified. Homeroom teachers get theirs class by class.
struct Keys {
    authority: Authority,
    school: String,
    leader: SoftwareKey,
    seal: SoftwareKey,
}

fn sample(settings: &str) -> Result<(OfficeSettings, Reading), Failure> {
    let damaged = |what: String| {
        Failure::new(
            "SAMPLE_INVALID",
            format!("dữ liệu mẫu hỏng: {what}"),
            format!("the sample data is damaged: {what}"),
        )
    };
    let settings = OfficeSettings::parse(SETTINGS, settings).map_err(|problems| damaged(format!("{problems:?}")))?;
    let reading = roster::read(&office::ROSTERS, &settings);
    if let Some(problem) = reading.problems.first() {
        return Err(damaged(problem.to_string()));
    }
    Ok((settings, reading))
}

/// One batch a class: each homeroom teacher signs only their own pupils' documents.
fn issue_class(
    class: &str,
    reading: &Reading,
    settings: &OfficeSettings,
    press: &OfficePress,
    keys: &mut Keys,
    out: &Path,
    session: &Session,
) -> Result<(), Failure> {
    let console = session.console;
    let batch = out.join("batches").join(format!("{}-{class}", settings.school_year()));
    input::make_folder(&out.join("batches"))?;
    let of_class = |record: &&_| class_name(record) == class;
    let records: Vec<_> = reading.records.iter().filter(of_class).cloned().collect();
    let teacher = settings.class(class).map(|class| class.homeroom_teacher().full_name.to_string()).unwrap_or_default();
    let count = batches::draw(&batch, records, settings, press, &Arrangement::default(), None, console)?;
    let holder = Holder { name: &teacher, title: "Giáo viên chủ nhiệm", organisation: &keys.school };
    let mut homeroom = keys.authority.certify(&holder)?;
    let person = signer::look(&Default::default())?;
    let stamp = Look { image: Some(seal::picture()?), ..person.clone() };
    for role in KIND.roles() {
        let (key, look): (&mut dyn Signer, &Look) = match role {
            Role::HomeroomTeacher => (&mut homeroom, &person),
            Role::SchoolLeader => (&mut keys.leader, &person),
            _ => (&mut keys.seal, &stamp),
        };
        let report = batches::sign(&batch, *role, look, Terms::default(), &mut [key], console)?;
        if report.closed {
            batches::enter(out, &batch, &report, console)?;
        }
    }
    collect(&batch, out)?;
    console.tell(
        format!(
            "Lớp {class}: {count} văn bản, mỗi văn bản 3 chữ ký ({teacher}; {}; {})",
            settings.issue().leader.full_name,
            keys.school
        ),
        format!(
            "Class {class}: {count} documents, 3 signatures each ({teacher}; {}; {})",
            settings.issue().leader.full_name,
            keys.school
        ),
    );
    Ok(())
}

fn class_name(record: &vanbang::document::record::TranscriptYear) -> &str {
    record.transcript().class_name.as_str()
}

/// Puts the closed batch's files where the office keeps them.
fn collect(batch: &Path, out: &Path) -> Result<(), Failure> {
    for file in pdfs(&batch.join("signed"))? {
        let name = file.file_name().unwrap_or_default();
        input::write(&out.join("signed").join(name), &input::read(&file, MAX_PDF)?)?;
    }
    Ok(())
}

fn pdfs(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed =
        |error: std::io::Error| Failure::io(folder, "không đọc được thư mục", "the folder cannot be read", &error);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|extension| extension == "pdf") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Verifies everything by the trust folder alone, then a forgery; both verdicts come last.
fn judge(out: &Path, expected: usize, session: &Session) -> Result<u8, Failure> {
    let console = session.console;
    let policy = TrustFolder::read(&out.join("trust"))?.policy(Revocation::Require);
    let files = pdfs(&out.join("signed"))?;
    let mut bar = Progress::new(console, "Kiểm tra", "Verifying");
    let mut authentic = 0;
    for (done, file) in files.iter().enumerate() {
        let verdict = read_and_verify(file, &policy, session)?;
        if verdict.is_authentic() {
            authentic += 1;
        } else {
            verdict::show(&verdict, console);
        }
        bar.set(done + 1, files.len());
    }
    drop(bar);
    let (genuine, forged) = forge(&files)?;
    let tampered = out.join("tampered.pdf");
    input::write(&tampered, &forged.bytes)?;
    let verdict = read_and_verify(&tampered, &policy, session)?;
    let (place, name) = (out.display(), genuine.file_name().unwrap_or_default().to_string_lossy());
    console.tell(
        format!("Đã xét thu hồi theo danh sách của CA dùng thử. Xem lại: vanbang --office {place} verify {place}/signed/{name}"),
        format!("Revocation was judged by the trial authority's list. Again: vanbang --office {place} verify {place}/signed/{name}"),
    );
    console.tell(
        format!("tampered.pdf là {name} với một điểm bị sửa từ {} thành {} ở trang 1.", forged.before, forged.after),
        format!("tampered.pdf is {name} with one mark changed from {} to {} on page 1.", forged.before, forged.after),
    );
    console.tell(
        format!("signed/: {authentic}/{expected} văn bản HỢP LỆ, đúng văn bản do đơn vị phát hành"),
        format!("signed/: {authentic}/{expected} documents VALID and authentic"),
    );
    let decisive = verdict.decisive();
    let (word_vi, word_en) = verdict::word(&verdict);
    console.tell(
        format!("tampered.pdf: {word_vi}. {} [{}]", decisive.message_vi, verdict.reason()),
        format!("tampered.pdf: {word_en}. {} [{}]", decisive.message_en, verdict.reason()),
    );
    let as_it_should = authentic == expected && files.len() == expected && verdict.verdict() == Outcome::Failed;
    Ok(if as_it_should { 0 } else { 1 })
}

/// A forger takes the worst mark of all.
fn forge(files: &[PathBuf]) -> Result<(&PathBuf, Forged), Failure> {
    let mut worst: Option<(&PathBuf, Forged)> = None;
    for file in files {
        if let Some(forged) = forgery::raise_a_mark(&input::read(file, MAX_PDF)?)
            && worst.as_ref().is_none_or(|(_, known)| forged.before < known.before)
        {
            worst = Some((file, forged));
        }
    }
    worst.ok_or_else(|| Failure::new("NO_FORGERY", "không tìm được điểm để sửa", "no mark to forge was found"))
}

fn read_and_verify(file: &Path, policy: &Policy, session: &Session) -> Result<Verdict, Failure> {
    let name = file.display().to_string();
    verify(&name, &input::read(file, MAX_PDF)?, policy, session.at).map_err(|unreadable| {
        Failure::new(unreadable.error.code, unreadable.error.message_vi, unreadable.error.message_en).about(file)
    })
}
