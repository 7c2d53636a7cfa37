//! A role's turn from beginning to end: what will be signed is shown, then the key is opened, then come
//! signatures, timestamps and the report.

use std::path::{Path, PathBuf};

use vanbang::document::record::Role;
use vanbang::document::register::Register;
use vanbang::sign::{self, Authorities, Left, Offer, Otherwise, Report, TwoPersons, check_authorities, left};
use vanbang::signature::fetch::Network;
use vanbang::signature::token::Signer;
use vanbang::signature::x509::Certificate;
use vanbang::signature::x509::path::{Budget, validate};
use vanbang::verify::TrustFolder;

use crate::batches::{self, REGISTER, Terms};
use crate::cli::{CeremonyOptions, SignerOptions};
use crate::command::Session;
use crate::config::{OtherwiseRule, TimestampTable, TwoPersonsRule};
use crate::failure::Failure;
use crate::published;
use crate::show::Console;
use crate::signer;
use crate::space;
use crate::status_key::StatusKey;

/// What came of a turn.
pub enum Turn {
    Signed(Report),
    /// Nothing was left to do; no PIN was asked for.
    NothingLeft(Report),
    /// Only told what would be signed.
    Shown,
}

/// Takes a role's turn over a batch, or what is left of it.
pub fn turn(
    folder: &Path,
    role: Role,
    ceremony: &CeremonyOptions,
    options: &SignerOptions,
    session: &Session,
) -> Result<Turn, Failure> {
    let offer = match left(folder, role)? {
        Left::Nothing(report) => return Ok(Turn::NothingLeft(*report)),
        Left::Offer(offer) => *offer,
    };
    show(&offer, session.console);
    if ceremony.dry_run {
        return Ok(Turn::Shown);
    }
    check_register(folder, role, session)?;
    let settings = session.configuration.ceremony();
    check_count(&offer, ceremony.max_docs.into_iter().chain(settings.max_docs).min())?;
    if settings.check_space.unwrap_or(true) {
        space::check(folder, offer.room)?;
    }
    let stamped = stamps(&settings.timestamps, role)?;
    let stamps = if stamped || offer.unstamped > 0 { Some(Stamps::open(session)?) } else { None };
    let mut report = None;
    if offer.unsigned > 0 {
        if let Some(stamps) = &stamps {
            stamps.check(session)?;
        }
        let two_persons = settings.two_persons.map(|rule| match rule {
            TwoPersonsRule::Name => TwoPersons::ByName,
            TwoPersonsRule::Certificate => TwoPersons::ByCertificate,
        });
        let delegation = match session.configuration.office().filter(|_| role == Role::Organisation) {
            Some(office) => StatusKey::of(office)?.delegation(session.at)?,
            None => None,
        };
        report = Some(sign(folder, role, Terms { stamped, two_persons, delegation, check: None }, options, session)?);
    }
    if let Some(stamps) = &stamps {
        let otherwise = match settings.timestamps.otherwise {
            OtherwiseRule::Wait => Otherwise::Wait,
            OtherwiseRule::Finish => Otherwise::Finish,
        };
        let stamped = batches::stamp(folder, role, stamps.authorities(), otherwise, session.console)?;
        tell_missing(&stamped, role, session.console);
        report = Some(stamped);
    }
    report
        .map(Turn::Signed)
        .ok_or_else(|| Failure::new("NOTHING_LEFT", "không còn gì để ký", "nothing is left to sign"))
}

/// Copies, and documents that replace others, are signed only while the register says what they repeat of
/// it. Where it is not at hand a person may sign, the seal may not.
fn check_register(folder: &Path, role: Role, session: &Session) -> Result<(), Failure> {
    if !sign::leans_on_register(folder)? {
        return Ok(());
    }
    let path = session.configuration.office().map(|office| office.join(REGISTER)).filter(|path| path.exists());
    let path = match path {
        Some(path) => path,
        None if role == Role::Organisation => session.configuration.need_office()?.join(REGISTER),
        None => return Ok(()),
    };
    Ok(sign::check_register(folder, &Register::open(&path)?)?)
}

/// Whether a role's signatures get timestamps. A role that does not exist is a mistake, not a no.
fn stamps(table: &TimestampTable, role: Role) -> Result<bool, Failure> {
    if let Some(other) = table.roles.iter().find(|code| Role::from_code(code).is_none()) {
        return Err(Failure::new(
            "SETTINGS_INVALID",
            format!("[sign.timestamps]: không có vai trò {other}"),
            format!("[sign.timestamps]: there is no role {other}"),
        )
        .hint("Hãy sửa roles trong vanbang.toml.", "Correct roles in vanbang.toml."));
    }
    Ok(table.roles.iter().any(|code| code == role.code()))
}

/// Opens the key, signs, and closes it.
fn sign(
    folder: &Path,
    role: Role,
    terms: Terms<'_>,
    options: &SignerOptions,
    session: &Session,
) -> Result<Report, Failure> {
    let table = signer::settings(options, Some(role), session)?;
    let look = signer::look(&table)?;
    let mut key = signer::open(&table, options, session)?;
    if role == Role::Organisation && session.configuration.ceremony().public_school {
        warn_of_other_seal(key.signer(), session)?;
    }
    let work = |sessions: &mut [&mut dyn Signer], check: Option<&sign::Check>| {
        batches::sign(folder, role, &look, Terms { check, ..terms }, sessions, session.console)
    };
    signer::work(key, &table, options, session, work)
}

fn show(offer: &Offer, console: &Console) {
    let Offer { count, unsigned, unstamped, first, last, digest, .. } = offer;
    console.tell(
        format!("Lô: {count} văn bản, {}", offer.kind.label_vi().to_lowercase()),
        format!("Batch: {count} documents, {}", offer.kind.label_en().to_lowercase()),
    );
    console.tell(format!("  từ: {first}"), format!("  first: {first}"));
    console.tell(format!("  đến: {last}"), format!("  last: {last}"));
    console.tell(format!("  mã băm của lô: {digest}"), format!("  digest of the batch: {digest}"));
    if let Some(name) = &offer.prepared_by {
        console.tell(format!("  người chuẩn bị: {name}"), format!("  prepared by: {name}"));
    }
    for role in &offer.not_digital {
        console.tell(
            format!("  {}: không ký số", role.label_vi()),
            format!("  {}: does not sign digitally", role.label_en()),
        );
    }
    console.tell(
        format!("Sẽ ký ({}): {unsigned} văn bản", offer.role.label_vi()),
        format!("To be signed ({}): {unsigned} documents", offer.role.label_en()),
    );
    if *unstamped > 0 {
        console.tell(
            format!("Đã ký, chờ dấu thời gian: {unstamped} văn bản"),
            format!("Signed, waiting for timestamps: {unstamped} documents"),
        );
    }
}

fn check_count(offer: &Offer, most: Option<usize>) -> Result<(), Failure> {
    match most.filter(|most| offer.unsigned > *most) {
        None => Ok(()),
        Some(most) => Err(Failure::new(
            "TOO_MANY_DOCUMENTS",
            format!("phải ký {} văn bản, chỉ được phép {most}", offer.unsigned),
            format!("{} documents are to be signed, {most} are allowed", offer.unsigned),
        )
        .hint(
            "Xem lại lô; nếu đúng, tăng --max-docs hoặc max_docs ở [sign] trong vanbang.toml.",
            "Look at the batch again; if it is right, raise --max-docs, or max_docs at [sign] of vanbang.toml.",
        )),
    }
}

/// Documents that were finished without the timestamp that they should have had.
fn tell_missing(report: &Report, role: Role, console: &Console) {
    let line = report.signers.iter().find(|line| line.role == role.code());
    let missing = line.map_or(0, |line| line.signed.saturating_sub(line.stamped));
    if missing > 0 {
        console.tell(
            format!("Lưu ý: {missing} văn bản không có dấu thời gian (PAdES B-B), vì không dịch vụ nào cấp."),
            format!("Note: {missing} documents have no timestamp (PAdES B-B), because no authority gave one."),
        );
    }
}

/// A public school's seal is issued by the Government's authority: its path must lead there.
pub fn warn_of_other_seal(signer: &dyn Signer, session: &Session) -> Result<(), Failure> {
    let anchors = match session.configuration.trust_folder().filter(|folder| folder.is_dir()) {
        Some(folder) => TrustFolder::read(&folder)?.anchors,
        None => Vec::new(),
    };
    let roots = anchors.into_iter().map(|(_, anchor)| anchor);
    let roots: Vec<Certificate> = roots.filter(|root| published::is_of_government(&root.sha256())).collect();
    let path = validate(signer.certificate(), signer.chain(), &roots, Budget::default(), session.at);
    if !path.is_trusted() {
        session.console.note(
            "Lưu ý: con dấu của trường công lập phải do Ban Cơ yếu Chính phủ (VGCA) cấp; chứng thư này không dẫn tới gốc ấy.",
            "Note: a public school's seal is issued by the Government's authority (VGCA); this certificate does not lead there.",
        );
    }
    Ok(())
}

/// The timestamp authorities of an office.
struct Stamps {
    network: Network,
    anchors: Vec<Certificate>,
    intermediates: Vec<Certificate>,
}

impl Stamps {
    fn open(session: &Session) -> Result<Self, Failure> {
        let missing = || {
            Failure::new(
                "TIMESTAMPS_NOT_CONFIGURED",
                "cần dấu thời gian, nhưng chưa nêu dịch vụ nào cấp",
                "timestamps are wanted, and no authority is named",
            )
            .hint("Ghi địa chỉ ở tsa trong trust/fetch.toml.", "Write its address at tsa in trust/fetch.toml.")
        };
        let folder = session.configuration.trust_folder().filter(|folder| folder.is_dir()).ok_or_else(missing)?;
        let network = Network::open(&folder)?.filter(Network::gives_timestamps).ok_or_else(missing)?;
        let trust = TrustFolder::read(&folder)?;
        let anchors = if trust.tsa_anchors.is_empty() { trust.anchors } else { trust.tsa_anchors };
        let certificates = |all: Vec<(PathBuf, Certificate)>| all.into_iter().map(|(_, one)| one).collect();
        let intermediates = certificates(trust.intermediates);
        Ok(Stamps { network, anchors: certificates(anchors), intermediates })
    }

    fn authorities(&self) -> Authorities<'_> {
        Authorities { network: &self.network, anchors: &self.anchors, intermediates: &self.intermediates }
    }

    /// Before a key is opened: whether anybody answers, and whose clock is right. That nobody does stops
    /// nothing: what is signed can wait.
    fn check(&self, session: &Session) -> Result<(), Failure> {
        match check_authorities(self.authorities(), batches::clock()) {
            Err(sign::Error::NoTimestamp(error)) => {
                let (vi, en) = (error.message_vi(), error.to_string());
                session.console.note(
                    format!("Lưu ý: chưa xin được dấu thời gian: {vi}. Chữ ký không mất: dấu có thể xin sau."),
                    format!("Note: no timestamp yet: {en}. No signature is lost by it: stamps can be asked for later."),
                );
                Ok(())
            }
            outcome => Ok(outcome?),
        }
    }
}
