//! `vanbang issue`: workbooks → a drawn batch → the first role's signature. The same command resumes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use vanbang::document::batch::Batch;
use vanbang::document::record::{Body, Kind, Role, TranscriptYear};
use vanbang::document::template::Language;
use vanbang::sign::{Error, Report, finished};
use vanbang::signature::token::Signer;

use super::{Session, sign};
use crate::batches;
use crate::cli::Issue;
use crate::failure::Failure;
use crate::press::OfficePress;
use crate::replacing::replaced;
use crate::rosters::{self, Rosters};
use crate::show::{problems, typed};
use crate::signer;

/// Classes that a folder's name lists one by one.
const NAMED_CLASSES: usize = 6;

pub fn run(arguments: &Issue, session: &Session) -> Result<u8, Failure> {
    let console = session.console;
    let kind = kind(&arguments.kind)?;
    let (settings, reading) = match rosters::read(&arguments.rosters, &session.configuration)? {
        Rosters::Read { settings, reading } => (settings, reading),
        Rosters::Problems(found, notes) => {
            problems::tell(&notes, console);
            problems::show(&found, console);
            return Ok(crate::COULD_NOT_RUN);
        }
    };
    let records = of_classes(reading.records, &arguments.class)?;
    let office = session.configuration.need_office()?;
    let folder = arguments.batch.clone().unwrap_or_else(|| office.join("batches").join(name(&records)));
    let records: Vec<Body> = records.into_iter().map(Body::from).collect();
    let replaced = replaced(&arguments.replaces, arguments.batch.as_deref(), &records, office)?;
    let (records, folder) = replaced.unwrap_or((records, folder));
    let press = OfficePress::of(office, kind, Language::Vietnamese)?;
    let role = kind.roles().first().copied().filter(|_| !arguments.draw_only);
    let signed = already_signed(&folder, role)?;
    // The PIN is asked before the long work, so that nobody has to wait beside it.
    let signing = match role {
        None => None,
        Some(_) if signed.is_some() => None,
        Some(role) => {
            let table = signer::settings(&arguments.signer, Some(role), session)?;
            let look = signer::look(&table)?;
            Some((role, signer::open(&table, &arguments.signer, session)?, table, look))
        }
    };
    make_parent(&folder)?;
    let count = batches::draw(&folder, records, &settings, &press, arguments.threads, console)?;
    let place = typed(&folder);
    console.tell(format!("Đã vẽ {count} văn bản trong {place}"), format!("Drew {count} documents in {place}"));
    match (signing, signed) {
        (Some((role, key, table, look)), _) => {
            let sign = |key: &mut dyn Signer| batches::sign(&folder, role, &look, key, console);
            let report = signer::work(key, &table, &arguments.signer, session, sign)?;
            sign::show(&report, &folder, role, console);
        }
        (None, Some((role, report))) => sign::show_finished(&report, &folder, role, console),
        (None, None) => console.tell(
            "Chưa ký. Chạy lại không có --draw-only để ký.",
            "Not signed. Run again without --draw-only to sign.",
        ),
    }
    Ok(0)
}

/// The report of a batch that the role has signed already. What is wrong with a batch that has only
/// begun is told when it is drawn.
fn already_signed(folder: &Path, role: Option<Role>) -> Result<Option<(Role, Report)>, Failure> {
    let Some(role) = role.filter(|_| Batch::exists(folder)) else { return Ok(None) };
    match finished(folder, role) {
        Ok(report) => Ok(report.map(|report| (role, report))),
        Err(Error::NotReady { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn kind(code: &str) -> Result<Kind, Failure> {
    Kind::from_code(code).ok_or_else(|| {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        Failure::new("KIND_UNKNOWN", format!("không có loại văn bản {code}"), format!("there is no kind {code}"))
            .hint(format!("Các loại: {}", known.join(", ")), format!("Kinds: {}", known.join(", ")))
    })
}

fn of_classes(records: Vec<TranscriptYear>, wanted: &[String]) -> Result<Vec<TranscriptYear>, Failure> {
    if wanted.is_empty() {
        return Ok(records);
    }
    let present: BTreeSet<String> = records.iter().map(|record| record.transcript().class_name.to_string()).collect();
    if let Some(missing) = wanted.iter().find(|class| !present.contains(*class)) {
        let list = present.into_iter().collect::<Vec<_>>().join(", ");
        return Err(Failure::new(
            "CLASS_UNKNOWN",
            format!("sổ điểm không có lớp {missing}"),
            format!("the workbooks have no class {missing}"),
        )
        .hint(format!("Các lớp: {list}"), format!("Classes: {list}")));
    }
    let chosen = |record: &TranscriptYear| wanted.iter().any(|class| class == record.transcript().class_name.as_str());
    Ok(records.into_iter().filter(chosen).collect())
}

/// School year and classes: the same workbooks give the same folder, so that the command resumes.
fn name(records: &[TranscriptYear]) -> PathBuf {
    let classes: BTreeSet<&str> = records.iter().map(|record| record.transcript().class_name.as_str()).collect();
    let year = records.first().map(|record| record.transcript().school_year.to_string()).unwrap_or_default();
    let listed = match (classes.len(), classes.first(), classes.last()) {
        (count, Some(first), Some(last)) if count > NAMED_CLASSES => format!("{first}-{last}-{count}"),
        _ => classes.into_iter().collect::<Vec<_>>().join("-"),
    };
    let safe = |c: char| if c.is_alphanumeric() || c == '-' { c } else { '_' };
    format!("{year}-{listed}").chars().map(safe).collect::<String>().into()
}

fn make_parent(folder: &Path) -> Result<(), Failure> {
    match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => crate::input::make_folder(parent),
        _ => Ok(()),
    }
}
