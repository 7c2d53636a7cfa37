//! `vanbang copy`: copies of registered diplomas, with their numbers in the copy-issue book. The same command
//! resumes and takes no second number.

use std::path::{Path, PathBuf};

use vanbang::document::batch::{Arrangement, Batch};
use vanbang::document::record::{CertifiedCopy, Date, Fact, Issue, Kind, Language, Name, Role};
use vanbang::document::register::{self, Amended, Asked, Authority, Register};
use vanbang::issue::{self, Numbered, WithoutFacts, planned_copies, take_numbers};

use super::Session;
use super::register::{keeper, the_one, usage};
use crate::batches::{REGISTER, processors};
use crate::cli;
use crate::failure::Failure;
use crate::input;
use crate::press::OfficePress;
use crate::rosters;
use crate::show::progress::Progress;
use crate::show::{Console, doubts, typed, vietnam};

const KIND: Kind = Kind::CertifiedCopy;
/// Numbers that a folder's name lists one by one.
const NAMED: usize = 4;
const PREFIX: &str = "ban-sao-";

pub fn run(arguments: &cli::Copy, session: &Session) -> Result<u8, Failure> {
    let console = session.console;
    let office = session.configuration.need_office()?;
    let settings = rosters::settings(&session.configuration, console)?;
    let by = keeper(arguments.by.as_deref())?;
    // Whatever could stand in the way of drawing is met before a number is taken.
    let press = OfficePress::of(office, KIND, Language::Vietnamese)?;
    let at = session.at.with_timezone(&vietnam());
    let date = Date::new(at.date_naive()).ok_or_else(|| usage("đồng hồ máy sai", "the clock is wrong"))?;
    let authority =
        Authority { organisation: settings.organisation().clone(), issue: Issue { date, ..settings.issue().clone() } };
    let mut register = Register::open(&office.join(REGISTER))?;
    let found = arguments.numbers.iter().map(|number| the_one(&register, number));
    let diplomas: Vec<Amended> = found.collect::<Result<_, _>>()?;
    diplomas.iter().for_each(|one| doubts::show(&one.diploma, console));
    let asked = asked(arguments, &diplomas)?;
    let folder = match &arguments.batch {
        Some(folder) => folder.clone(),
        None => folder(&office.join("batches"), &diplomas, date),
    };
    if let Some(parent) = folder.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        input::make_folder(parent)?;
    }
    let arrangement = Arrangement::default();
    let (batch, request) = loop {
        let copies = match planned_copies(&folder)? {
            Some(copies) => same_request(copies, &asked, &diplomas, &folder)?,
            None => register.copies(&asked, &authority).map_err(not_allowed)?,
        };
        let request = issue::Request {
            folder: &folder,
            org: settings.org().clone(),
            host: settings.verify_host(),
            press: &press,
            arrangement: &arrangement,
            threads: arguments.threads.unwrap_or_else(processors),
        };
        let batch = issue::plan(&request, copies.into_iter().map(Into::into).collect())?;
        match take_numbers(&batch, &mut register, &by, at)? {
            Numbered::Taken(_) => break (batch, request),
            Numbered::Void => {
                drop(batch);
                std::fs::remove_dir_all(&folder)
                    .map_err(|error| Failure::io(&folder, "không bỏ được", "cannot be removed", &error))?;
            }
        }
    };
    let mut bar = Progress::new(console, "Vẽ bản sao", "Drawing copies");
    let batch = issue::draw(&request, batch, &mut |step| bar.set(step.done, step.total))?;
    drop(bar);
    tell_without_facts(&issue::without_facts(&batch)?, console);
    drop(batch);
    for copy in planned_copies(&folder)?.unwrap_or_default() {
        let (statement, place) = (copy.statement(), &copy.statement().diploma.serial_no);
        let (number, holder) = (&statement.copy.copy_register_no, &statement.diploma.holder.full_name);
        console.tell(
            format!("Bản sao số {number}: {holder}, số hiệu {place}"),
            format!("Copy number {number}: {holder}, serial {place}"),
        );
    }
    let (place, role) = (typed(&folder), Role::CopySigner);
    console.tell(
        format!("Tiếp theo ({}): vanbang sign {place} --role {role}", role.label_vi()),
        format!("Next ({}): vanbang sign {place} --role {role}", role.label_en()),
    );
    Ok(0)
}

/// Copies whose symbol has no room for their facts: whoever reads it needs the published envelope, or the file.
fn tell_without_facts(documents: &[WithoutFacts], console: &Console) {
    for WithoutFacts { id, bytes, longest } in documents {
        let named = |label: fn(&Fact) -> &str| {
            longest.iter().map(|fact| format!("{}: {}", label(fact), fact.value)).collect::<Vec<_>>().join("; ")
        };
        let (vi, en) = (named(|fact| &fact.label_vi), named(|fact| &fact.label_en));
        console.note(
            format!("Lưu ý: {id} in mã dạng S thay cho dạng F, vì nội dung {bytes} byte không vừa hình vuông; dài nhất là {vi}."),
            format!("Note: {id} prints the form S in place of F, its facts of {bytes} bytes being more than the symbol holds; the longest are {en}."),
        );
    }
}

fn asked(arguments: &cli::Copy, diplomas: &[Amended]) -> Result<Vec<Asked>, Failure> {
    let requested_by = match &arguments.requested_by {
        Some(text) => {
            let wrong = |_| usage("--requested-by: tên người yêu cầu chưa đúng", "--requested-by: not a name");
            Some(Name::tidy(text).map_err(wrong)?)
        }
        None => None,
    };
    let of =
        |one: &Amended| Asked { entry: one.number, requested_by: requested_by.clone(), paper_count: arguments.paper };
    Ok(diplomas.iter().map(of).collect())
}

/// What was planned, when it is what is asked for now and still what the register says.
fn same_request(
    planned: Vec<CertifiedCopy>,
    asked: &[Asked],
    diplomas: &[Amended],
    folder: &Path,
) -> Result<Vec<CertifiedCopy>, Failure> {
    let same = planned.len() == asked.len()
        && planned.iter().zip(asked).zip(diplomas).all(|((copy, asked), now)| {
            let copy = copy.statement();
            copy.copy.requested_by == asked.requested_by
                && copy.copy.paper_count == asked.paper_count
                && copy.diploma == now.diploma
                && now.in_force
        });
    if same {
        return Ok(planned);
    }
    Err(Failure::new(
        "COPY_OTHER_REQUEST",
        "lô này lập cho yêu cầu khác, hoặc sổ gốc đã thay đổi từ khi lập lô",
        "the batch was planned for another request, or the register has changed since",
    )
    .about(folder)
    .hint("Hãy nêu thư mục lô mới: --batch THƯ-MỤC", "Name a new batch folder: --batch DIR"))
}

/// Who copies stands in the settings, not in a workbook.
fn not_allowed(error: register::Error) -> Failure {
    match error {
        register::Error::Record(_) => Failure::from(error).hint(
            "Xem kind của [organisation] trong vanbang.toml: bản sao do nơi giữ sổ gốc cấp.",
            "See kind at [organisation] of vanbang.toml: copies are given by whoever holds the register.",
        ),
        other => other.into(),
    }
}

/// The folder of an unfinished run for the same diplomas, else today's.
fn folder(batches: &Path, diplomas: &[Amended], today: Date) -> PathBuf {
    let safe = |c: char| if c.is_alphanumeric() { c } else { '_' };
    let numbers = diplomas.iter().map(|one| one.diploma.serial_no.folded().chars().map(safe).collect::<String>());
    let numbers: Vec<String> = numbers.collect();
    let listed = match (numbers.as_slice(), numbers.len()) {
        ([first, .., last], count) if count > NAMED => format!("{first}-{last}-{count}"),
        (all, _) => all.join("-"),
    };
    let fresh = batches.join(format!("{PREFIX}{today}-{listed}"));
    let is_ours = |name: &str| {
        let rest = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(listed.as_str()));
        rest.and_then(|rest| rest.strip_suffix('-')).is_some_and(|date| Date::parse(date).is_ok())
    };
    let entries = std::fs::read_dir(batches).into_iter().flatten().flatten();
    let mut older: Vec<PathBuf> = entries
        .filter(|entry| entry.file_name().to_str().is_some_and(is_ours))
        .map(|entry| entry.path())
        .filter(|path| *path != fresh && !is_closed(path))
        .collect();
    older.sort();
    older.pop().unwrap_or(fresh)
}

/// Whether every document of a batch has its seal.
fn is_closed(batch: &Path) -> bool {
    Batch::open(batch)
        .is_ok_and(|batch| batch.documents().all(|document| batch.signed(document.index, Role::Organisation).is_some()))
}
