//! `vanbang issue`: workbooks → a drawn batch → the first role's signature. The same command resumes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use vanbang::document::batch::Batch;
use vanbang::document::record::{Body, Kind, Role};
use vanbang::document::template::Language;
use vanbang::sign::{Error, Report, finished};
use vanbang::signature::token::Signer;

use super::{Session, sign};
use crate::batches;
use crate::cli::Issue;
use crate::failure::Failure;
use crate::press::OfficePress;
use crate::replacing::replaced;
use crate::rosters::{self, Documents};
use crate::show::{problems, typed};
use crate::signer;

/// Classes that a folder's name lists one by one.
const NAMED_CLASSES: usize = 6;

pub fn run(arguments: &Issue, session: &Session) -> Result<u8, Failure> {
    let console = session.console;
    let kind = kind(&arguments.kind)?;
    let rosters = rosters::read(&arguments.rosters, kind, &session.configuration)?;
    problems::tell(&rosters.notes, console);
    let Documents { settings, records } = match rosters.read {
        Ok(read) => read,
        Err(found) => {
            problems::show(&found, console);
            return Ok(crate::COULD_NOT_RUN);
        }
    };
    let records = of_classes(records, &arguments.class)?;
    let office = session.configuration.need_office()?;
    let name = name(kind, &settings.school_year().to_string(), &records);
    let folder = arguments.batch.clone().unwrap_or_else(|| office.join("batches").join(name));
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

pub fn kind(code: &str) -> Result<Kind, Failure> {
    Kind::from_code(code).ok_or_else(|| {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        Failure::new("KIND_UNKNOWN", format!("không có loại văn bản {code}"), format!("there is no kind {code}"))
            .hint(format!("Các loại: {}", known.join(", ")), format!("Kinds: {}", known.join(", ")))
    })
}

fn of_classes(records: Vec<Body>, wanted: &[String]) -> Result<Vec<Body>, Failure> {
    if wanted.is_empty() {
        return Ok(records);
    }
    let present: BTreeSet<String> = records.iter().map(|record| record.stated().group()).collect();
    if let Some(missing) = wanted.iter().find(|class| !present.contains(*class)) {
        let list = present.into_iter().collect::<Vec<_>>().join(", ");
        return Err(Failure::new(
            "CLASS_UNKNOWN",
            format!("sổ điểm không có lớp {missing}"),
            format!("the workbooks have no class {missing}"),
        )
        .hint(format!("Các lớp: {list}"), format!("Classes: {list}")));
    }
    Ok(records.into_iter().filter(|record| wanted.contains(&record.stated().group())).collect())
}

/// School year and classes: the same workbooks give the same folder, so that the command resumes.
fn name(kind: Kind, school_year: &str, records: &[Body]) -> PathBuf {
    let groups: BTreeSet<String> = records.iter().map(|record| record.stated().group()).collect();
    let listed = match (groups.len(), groups.first(), groups.last()) {
        (count, Some(first), Some(last)) if count > NAMED_CLASSES => format!("{first}-{last}-{count}"),
        _ => groups.into_iter().collect::<Vec<_>>().join("-"),
    };
    let of_kind = if kind == Kind::TranscriptYearSecondary { String::new() } else { format!("{kind}-") };
    let safe = |c: char| if c.is_alphanumeric() || c == '-' { c } else { '_' };
    format!("{of_kind}{school_year}-{listed}").chars().map(safe).collect::<String>().into()
}

fn make_parent(folder: &Path) -> Result<(), Failure> {
    match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => crate::input::make_folder(parent),
        _ => Ok(()),
    }
}
