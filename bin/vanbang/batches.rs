//! The two stories over a batch folder, with their progress shown: draw it, sign it.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, FixedOffset, Utc};
use vanbang::document::batch::Arrangement;
use vanbang::document::manifest::Delegation;
use vanbang::document::record::{Body, Name, OrgId, Role};
use vanbang::document::register::Register;
use vanbang::document::roster::OfficeSettings;
use vanbang::sign::{Authorities, Check, Event, Look, Otherwise, Report, TwoPersons};
use vanbang::signature::token::Signer;
use vanbang::{issue, sign};

use crate::failure::Failure;
use crate::input;
use crate::interruption;
use crate::press::OfficePress;
use crate::show::progress::Progress;
use crate::show::{Console, typed, vietnam};

/// Plans and draws a batch, or what is left of it.
pub fn draw(
    folder: &Path,
    records: impl IntoIterator<Item = impl Into<Body>>,
    settings: &OfficeSettings,
    press: &OfficePress,
    arrangement: &Arrangement,
    threads: Option<usize>,
    console: &Console,
) -> Result<usize, Failure> {
    let mut bar = Progress::new(console, "Vẽ văn bản", "Drawing");
    let request = issue::Request {
        folder,
        org: settings.org().clone(),
        host: settings.verify_host(),
        press,
        arrangement,
        threads: threads.unwrap_or_else(processors),
    };
    let records = records.into_iter().map(Into::into).collect();
    let batch = issue::issue(&request, records, &mut |step| bar.set(step.done, step.total))?;
    Ok(batch.documents().count())
}

/// What the office asks of a signature.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terms<'t> {
    /// A timestamp is added afterwards.
    pub stamped: bool,
    pub two_persons: Option<TwoPersons>,
    /// The status key, which the manifest of a batch lets speak for the organisation.
    pub delegation: Option<Delegation>,
    /// What was found about the signer's certificate; see [`sign::Request`].
    pub check: Option<&'t Check>,
}

/// Signs a batch in a role, or what is left of it, with the sessions of a key.
pub fn sign(
    folder: &Path,
    role: Role,
    look: &Look,
    terms: Terms,
    sessions: &mut [&mut dyn Signer],
    console: &Console,
) -> Result<Report, Failure> {
    let (vi, en) = (role.label_vi(), role.label_en());
    let watch = counted(Progress::new(console, format!("Ký: {vi}"), format!("Signing: {en}")));
    let request = sign::Request {
        folder,
        role,
        look,
        stamped: terms.stamped,
        two_persons: terms.two_persons,
        delegation: terms.delegation,
        check: terms.check,
        clock: &clock,
        watch: &watch,
        stop: &interruption::asked,
    };
    Ok(interruption::finishing(|| sign::sign_batch(&request, sessions))?)
}

/// Asks for the timestamps that a role's signatures wait for.
pub fn stamp(
    folder: &Path,
    role: Role,
    authorities: Authorities,
    otherwise: Otherwise,
    console: &Console,
) -> Result<Report, Failure> {
    let watch = counted(Progress::new(console, "Xin dấu thời gian", "Timestamps"));
    let stop = &interruption::asked;
    let request = sign::Stamping { folder, role, authorities, otherwise, clock: &clock, watch: &watch, stop };
    Ok(interruption::finishing(|| sign::stamp_batch(&request))?)
}

/// Shows how many documents are done, from whichever thread it is told.
fn counted(bar: Progress<'_>) -> impl Fn(Event) + Sync {
    let bar = Mutex::new(bar);
    move |event| {
        if let Event::Done { done, total } = event {
            bar.lock().unwrap_or_else(PoisonError::into_inner).set(done, total);
        }
    }
}

/// The office's register.
pub const REGISTER: &str = "register.sqlite";

/// Enters a closed batch in the office's register, which is opened where there is none, and leaves in
/// the batch folder how far the register has come.
pub fn enter(office: &Path, batch: &Path, report: &Report, console: &Console) -> Result<(), Failure> {
    let (path, at) = (office.join(REGISTER), clock());
    // The seal closes a batch, so its holder notes it.
    let by = report.signers.last().and_then(|line| Name::tidy(&line.subject).ok());
    let by = by.ok_or_else(|| Failure::new("REGISTER_KEEPER", "không rõ ai đóng lô", "nobody has closed the batch"))?;
    let mut register = if path.exists() {
        Register::open(&path)?
    } else {
        Register::create(&path, &OrgId::new(&report.organisation)?, &by, at)?
    };
    let count = sign::enter(batch, &mut register, &by, at)?;
    list(office, &register)?;
    input::write(&batch.join("register.checkpoint.json"), &register.checkpoint(&at.to_rfc3339()).to_json())?;
    if count > 0 {
        let total = register.count();
        console.tell(
            format!("Đã vào sổ {count} văn bản ({}, {total} mục).", typed(&path)),
            format!("{count} documents are entered in the register ({}, {total} entries).", typed(&path)),
        );
    }
    Ok(())
}

/// Writes the list for the server that answers about codes: every document with its standing today.
pub fn list(office: &Path, register: &Register) -> Result<(), Failure> {
    let mut lines = Vec::new();
    for line in register.listed()? {
        lines.extend(serde_json::to_vec(&line).unwrap_or_default());
        lines.push(b'\n');
    }
    input::write(&office.join("register.jsonl"), &lines)
}

/// The time a signer states, in Vietnam's time zone.
pub fn clock() -> DateTime<FixedOffset> {
    Utc::now().with_timezone(&vietnam())
}

pub fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
