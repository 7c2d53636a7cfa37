//! `vanbang issue`: workbooks → a drawn batch → the first role's signature. The same command resumes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use vanbang::document::batch::{Arrangement, Batch};
use vanbang::document::record::{Body, Kind, Language};
use vanbang::document::roster::OfficeSettings;
use vanbang::issue::cut;
use vanbang::sign::{Left, left};
use vanbang::verify::read_certificate_path;

use super::{Session, sign};
use crate::batches;
use crate::ceremony;
use crate::cli::Issue;
use crate::failure::Failure;
use crate::press::OfficePress;
use crate::replacing::{beside, replaced};
use crate::rosters::{self, Documents};
use crate::show::{doubts, problems, typed};
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
    doubts::issuer(kind, settings.organisation(), console);
    let office = session.configuration.need_office()?;
    let mut chosen = of_classes(&records, &arguments.class)?;
    let old = arguments.replaces.replaces.as_deref();
    let named = |records: &[Body]| office.join("batches").join(name(kind, arguments.bilingual, &settings, records));
    let folder = arguments.batch.clone().unwrap_or_else(|| match old {
        Some(old) => beside(old),
        None => named(&chosen),
    });
    if let Some(old) = old {
        chosen = replaced(&arguments.replaces, old, &folder, &records, chosen, office, console)?;
    }
    let mut batches = cut(chosen)?;
    if batches.len() > 1 {
        return draw_several(arguments, kind, &settings, batches, &named, session);
    }
    let chosen = batches.pop().unwrap_or_default();
    let language = language(arguments, &folder)?;
    if language == Language::Bilingual {
        doubts::without_english(&chosen, console);
    }
    let press = OfficePress::of(office, kind, language)?;
    let arrangement = arrangement(arguments, kind, session)?;
    // What is wrong with the key and needs no PIN to see is told before the long work.
    let table = signer::settings(&arguments.signer, kind.roles().first().copied(), session)?;
    if !arguments.draw_only && !arguments.ceremony.dry_run && !finished_before(&folder, kind) {
        signer::look_first(&table, &arguments.signer, session)?;
    }
    make_parent(&folder)?;
    let count = batches::draw(&folder, chosen, &settings, &press, &arrangement, arguments.threads, console)?;
    let place = typed(&folder);
    console.tell(format!("Đã vẽ {count} văn bản trong {place}"), format!("Drew {count} documents in {place}"));
    let first = Batch::open(&folder)?.roles()?.and_then(|roles| roles.first().copied());
    match first.filter(|_| !arguments.draw_only) {
        Some(role) => {
            let turn = ceremony::turn(&folder, role, &arguments.ceremony, &arguments.signer, session)?;
            sign::tell(&turn, &folder, role, session)?;
        }
        None => console.tell(
            "Chưa ký. Chạy lại không có --draw-only để ký.",
            "Not signed. Run again without --draw-only to sign.",
        ),
    }
    Ok(0)
}

/// More documents than one batch lists: they are drawn as several, which are signed one by one.
fn draw_several(
    arguments: &Issue,
    kind: Kind,
    settings: &OfficeSettings,
    batches: Vec<Vec<Body>>,
    named: &dyn Fn(&[Body]) -> PathBuf,
    session: &Session,
) -> Result<u8, Failure> {
    let console = session.console;
    let (count, parts) = (batches.iter().map(Vec::len).sum::<usize>(), batches.len());
    if arguments.batch.is_some() {
        return Err(Failure::new(
            "SEVERAL_BATCHES",
            format!("{count} văn bản phải chia thành {parts} lô, mà --batch chỉ nêu một thư mục"),
            format!("{count} documents take {parts} batches, and --batch names one folder"),
        )
        .hint("Bỏ --batch, hoặc chọn từng lớp bằng --class.", "Leave --batch out, or choose classes with --class."));
    }
    console.tell(
        format!("{count} văn bản: chia thành {parts} lô, không lớp nào bị cắt ra."),
        format!("{count} documents: drawn as {parts} batches, no class is cut."),
    );
    let office = session.configuration.need_office()?;
    for records in batches {
        let folder = named(&records);
        let press = OfficePress::of(office, kind, language(arguments, &folder)?)?;
        make_parent(&folder)?;
        let arrangement = arrangement(arguments, kind, session)?;
        let count = batches::draw(&folder, records, settings, &press, &arrangement, arguments.threads, console)?;
        let place = typed(&folder);
        console.tell(format!("Đã vẽ {count} văn bản trong {place}"), format!("Drew {count} documents in {place}"));
        if let Some(role) = Batch::open(&folder)?.roles()?.and_then(|roles| roles.first().copied()) {
            let (vi, en) = (role.label_vi(), role.label_en());
            console.tell(
                format!("  Ký ({vi}): vanbang sign {place} --role {role}"),
                format!("  To sign ({en}): vanbang sign {place} --role {role}"),
            );
        }
    }
    Ok(0)
}

/// As asked for, else as the batch was begun, or as the documents are that are replaced.
fn language(arguments: &Issue, folder: &Path) -> Result<Language, Failure> {
    if arguments.bilingual {
        return Ok(Language::Bilingual);
    }
    let before = [Some(folder), arguments.replaces.replaces.as_deref()];
    match before.into_iter().flatten().find(|folder| Batch::exists(folder)) {
        Some(folder) => Ok(Batch::open(folder)?.settings().language),
        None => Ok(Language::default()),
    }
}

/// Whether nothing is left for the first role, so that no key is needed. What is wrong with a batch that
/// has only begun is told when it is drawn.
fn finished_before(folder: &Path, kind: Kind) -> bool {
    let role = || Batch::open(folder).ok()?.roles().ok()??.first().copied();
    let role = if Batch::exists(folder) { role() } else { None };
    matches!(role.or(kind.roles().first().copied()).map(|role| left(folder, role)), Some(Ok(Left::Nothing(_))))
}

/// Who prepares the batch, and how the office has this kind signed.
fn arrangement(arguments: &Issue, kind: Kind, session: &Session) -> Result<Arrangement, Failure> {
    let certificate = match &arguments.preparer_certificate {
        Some(file) => read_certificate_path(file)?.first().map(|(_, one)| HEXLOWER.encode(&one.sha256())),
        None => None,
    };
    let arranged = &session.configuration.ceremony().slots;
    // A kind that does not exist is a mistake, not an arrangement for nothing.
    arranged.keys().try_for_each(|code| self::kind(code).map(drop))?;
    let slots = arranged.get(kind.code()).cloned().unwrap_or_default();
    Ok(Arrangement { prepared_by: arguments.prepared_by.clone(), preparer_certificate: certificate, slots })
}

pub fn kind(code: &str) -> Result<Kind, Failure> {
    Kind::from_code(code).ok_or_else(|| {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        Failure::new("KIND_UNKNOWN", format!("không có loại văn bản {code}"), format!("there is no kind {code}"))
            .hint(format!("Các loại: {}", known.join(", ")), format!("Kinds: {}", known.join(", ")))
    })
}

fn of_classes(records: &[Body], wanted: &[String]) -> Result<Vec<Body>, Failure> {
    if wanted.is_empty() {
        return Ok(records.to_vec());
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
    Ok(records.iter().filter(|record| wanted.contains(&record.stated().group())).cloned().collect())
}

/// School year and classes: the same workbooks give the same folder, so that the command resumes.
fn name(kind: Kind, bilingual: bool, settings: &OfficeSettings, records: &[Body]) -> PathBuf {
    let groups: BTreeSet<String> = records.iter().map(|record| record.stated().group()).collect();
    let listed = match (groups.len(), groups.first(), groups.last()) {
        (count, Some(first), Some(last)) if count > NAMED_CLASSES => format!("{first}-{last}-{count}"),
        _ => groups.into_iter().collect::<Vec<_>>().join("-"),
    };
    let of_kind = if kind == Kind::TranscriptYearSecondary { String::new() } else { format!("{kind}-") };
    let school_year = settings.school_year().to_string();
    let of_language = if bilingual { "-song-ngu" } else { "" };
    let safe = |c: char| if c.is_alphanumeric() || c == '-' { c } else { '_' };
    format!("{of_kind}{school_year}-{listed}{of_language}").chars().map(safe).collect::<String>().into()
}

fn make_parent(folder: &Path) -> Result<(), Failure> {
    match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => crate::input::make_folder(parent),
        _ => Ok(()),
    }
}
