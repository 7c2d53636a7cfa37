//! `vanbang register`: diplomas entered, amended and looked up; the whole register checked, backed up
//! and put back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use vanbang::document::record::{Code, Date, Name, Remark};
use vanbang::document::register::{
    Action, Amended, Amendment, Change, Checkpoint, Error, Ground, Newer, Noted, Register, Standing, Withdrawn,
    holder_value,
};

use super::{Session, give_up};
use crate::batches::{self, REGISTER};
use crate::cli::{
    GroundName, Register as Command, RegisterAmend, RegisterAudit, RegisterImport, RegisterRestore, RegisterShow,
    RegisterWithdraw,
};
use crate::failure::Failure;
use crate::input::{self, MAX_SMALL};
use crate::rosters;
use crate::show::{doubts, problems, typed, vietnam};

pub fn run(command: Command, session: &Session) -> Result<u8, Failure> {
    let path = session.configuration.need_office()?.join(REGISTER);
    let at = session.at.with_timezone(&vietnam());
    match command {
        Command::Import(arguments) => import(&path, &arguments, at, session),
        Command::Show(arguments) => show(&path, &arguments, session),
        Command::Amend(arguments) => amend(&path, arguments, at, session),
        Command::Withdraw(arguments) => withdraw(&path, arguments, at, session),
        Command::GiveUp(arguments) => give_up::run(&path, &arguments, at, session),
        Command::Audit(arguments) => audit(&path, &arguments, at, session),
        Command::Backup { file } => backup(&path, &file, at, session),
        Command::Restore(arguments) => restore(&path, &arguments, at, session),
    }
}

fn import(
    path: &Path,
    arguments: &RegisterImport,
    at: DateTime<FixedOffset>,
    session: &Session,
) -> Result<u8, Failure> {
    let console = session.console;
    let rosters = rosters::diplomas(&arguments.files, &session.configuration)?;
    problems::tell(&rosters.notes, console);
    let diplomas = match rosters.read {
        Ok(diplomas) => diplomas,
        Err(found) => {
            problems::show(&found, console);
            return Ok(crate::COULD_NOT_RUN);
        }
    };
    diplomas.iter().for_each(|one| doubts::show(one, console));
    let by = keeper(arguments.by.as_deref())?;
    let mut register = if path.exists() {
        Register::open(path)?
    } else {
        let register = Register::create(path, rosters::settings(&session.configuration, console)?.org(), &by, at)?;
        console.tell(format!("Đã mở sổ mới: {}", typed(path)), format!("A new register is opened: {}", typed(path)));
        register
    };
    let count = diplomas.len();
    let noted = diplomas.into_iter().map(|diploma| Noted::Diploma(Box::new(diploma)));
    let first = register.append(noted.collect(), &by, at)?;
    let last = register.count();
    console.tell(
        format!("Đã vào sổ {count} văn bằng, mục {first} đến {last}."),
        format!("{count} diplomas are entered, entries {first} to {last}."),
    );
    Ok(0)
}

fn show(path: &Path, arguments: &RegisterShow, session: &Session) -> Result<u8, Failure> {
    let console = session.console;
    let register = Register::open(path)?;
    let Some(text) = &arguments.text else {
        let (organisation, count) = (register.organisation(), register.count());
        console.tell(
            format!("Sổ của {organisation}: {count} mục, nguyên vẹn."),
            format!("Register of {organisation}: {count} entries, whole."),
        );
        return Ok(0);
    };
    let found = register.find(text)?;
    for amended in &found {
        diploma(amended, session);
    }
    let standing = register.standing(&text.to_uppercase());
    match standing {
        Some(Standing::InForce) => console.tell("Văn bản còn hiệu lực.", "The document is in force."),
        Some(Standing::Withdrawn) => console.tell("Văn bản đã bị thu hồi.", "The document is withdrawn."),
        Some(Standing::Superseded { by }) => {
            console.tell(format!("Văn bản đã được thay thế bởi {by}."), format!("The document is superseded by {by}."));
            if let Some(why) = register.issued(by)?.and_then(|issued| issued.supersedes) {
                let decision = why.decision_no.zip(why.decision_date);
                let decision = decision.map(|(number, date)| {
                    (format!(" Quyết định {number} ngày {}.", date.text_vi()), format!(" Decision {number} of {date}."))
                });
                let (vi, en) = decision.unwrap_or_default();
                console.tell(format!("  Lý do: {}.{vi}", why.reason), format!("  Reason: {}.{en}", why.reason));
            }
        }
        None if found.is_empty() => {
            console.tell(format!("Trong sổ không có «{text}»."), format!("The register has no \"{text}\"."));
            return Ok(3);
        }
        None => {}
    }
    Ok(0)
}

fn diploma(amended: &Amended, session: &Session) {
    let console = session.console;
    let one = &amended.diploma;
    console.line(format!("{} — {}", one.credential_type.label_vi(), one.holder.full_name));
    let born = one.holder.date_of_birth.text_vi();
    console.tell(
        format!("  Số hiệu {}; số vào sổ {}; mục {}", one.serial_no, one.register_no, amended.number),
        format!("  Serial {}; register number {}; entry {}", one.serial_no, one.register_no, amended.number),
    );
    console.tell(
        format!("  Ngày sinh {born}; tốt nghiệp {}; cấp ngày {}", one.graduation_year, one.issue_date.text_vi()),
        format!("  Born {born}; graduated {}; issued {}", one.graduation_year, one.issue_date.text_vi()),
    );
    for amendment in &amended.amendments {
        let (vi, en) = match &amendment.action {
            Action::Correction { ground, .. } => (format!("chỉnh sửa ({})", ground.label_vi()), "corrected".to_owned()),
            Action::Revocation => ("thu hồi".to_owned(), "revoked".to_owned()),
            Action::Cancellation => ("hủy bỏ".to_owned(), "cancelled".to_owned()),
            Action::Reissue { .. } => ("cấp lại".to_owned(), "reissued".to_owned()),
        };
        let (number, date) = (&amendment.decision_no, amendment.decision_date.text_vi());
        console.tell(
            format!("  Quyết định {number} ngày {date}: {vi}. {}", amendment.reason),
            format!("  Decision {number} of {date}: {en}. {}", amendment.reason),
        );
    }
    doubts::show(one, console);
    if !amended.in_force {
        console.tell("  KHÔNG CÒN GIÁ TRỊ", "  NO LONGER VALID");
    }
}

fn amend(path: &Path, arguments: RegisterAmend, at: DateTime<FixedOffset>, session: &Session) -> Result<u8, Failure> {
    let by = keeper(arguments.decision.by.as_deref())?;
    let mut register = Register::open(path)?;
    let target = the_one(&register, &arguments.number)?;
    let amendment = Amendment {
        of: target.number,
        action: action(&arguments, &target)?,
        decision_no: code(&arguments.decision.decision_no)?,
        decision_date: date(&arguments.decision.date)?,
        reason: remark(&arguments.reason)?,
    };
    register.append(vec![Noted::Amended(amendment)], &by, at)?;
    if let Some(amended) = register.diploma(target.number)? {
        diploma(&amended, session);
    }
    Ok(0)
}

fn action(arguments: &RegisterAmend, target: &Amended) -> Result<Action, Failure> {
    match (&arguments.reissue[..], arguments.revoke, arguments.cancel, arguments.ground) {
        ([serial, register_no], false, false, None) => {
            Ok(Action::Reissue { new_serial_no: code(serial)?, new_register_no: code(register_no)? })
        }
        ([], true, false, None) => Ok(Action::Revocation),
        ([], false, true, None) => Ok(Action::Cancellation),
        ([], false, false, Some(ground)) => {
            let mut changes = BTreeMap::new();
            for set in &arguments.set {
                let (member, new) =
                    set.split_once('=').ok_or_else(|| usage("--set TRƯỜNG=GIÁ-TRỊ", "--set FIELD=VALUE"))?;
                let old = holder_value(&target.diploma.holder, member);
                changes.insert(member.to_owned(), Change { old, new: new.to_owned() });
            }
            Ok(Action::Correction { ground: ground.into(), changes })
        }
        _ => Err(usage(
            "cần đúng một trong: --ground cùng --set, --revoke, --cancel, --reissue",
            "one of --ground with --set, --revoke, --cancel, --reissue is needed",
        )),
    }
}

impl From<GroundName> for Ground {
    fn from(name: GroundName) -> Ground {
        match name {
            GroundName::CivilStatusChanged => Ground::CivilStatusChanged,
            GroundName::EthnicityOrGender => Ground::EthnicityOrGender,
            GroundName::CivilStatusSupplemented => Ground::CivilStatusSupplemented,
            GroundName::BirthRegistration => Ground::BirthRegistration,
        }
    }
}

pub(super) fn the_one(register: &Register, number: &str) -> Result<Amended, Failure> {
    let mut found = register.find(number)?;
    match (found.pop(), found.len()) {
        (Some(one), 0) => Ok(one),
        (Some(_), _) => Err(Failure::new(
            "REGISTER_AMBIGUOUS",
            format!("«{number}» có ở nhiều loại văn bằng"),
            format!("\"{number}\" stands in several types of diploma"),
        )
        .hint(
            "Hãy nêu số hiệu thay cho số vào sổ, hoặc ngược lại.",
            "Give the serial number instead of the register number, or the reverse.",
        )),
        (None, _) => Err(Error::Unknown {
            what: vanbang::wording::Phrase::new("văn bằng số", "diploma with the number"),
            value: number.to_owned(),
        }
        .into()),
    }
}

fn withdraw(
    path: &Path,
    arguments: RegisterWithdraw,
    at: DateTime<FixedOffset>,
    session: &Session,
) -> Result<u8, Failure> {
    let by = keeper(arguments.decision.by.as_deref())?;
    let mut register = Register::open(path)?;
    let id = arguments.id.to_uppercase();
    let withdrawn = Withdrawn {
        id: id.clone(),
        reason: remark(&arguments.reason)?,
        decision_no: code(&arguments.decision.decision_no)?,
        decision_date: date(&arguments.decision.date)?,
    };
    register.append(vec![Noted::Withdrawn(withdrawn)], &by, at)?;
    batches::list(session.configuration.need_office()?, &register)?;
    session.console.tell(format!("Đã ghi: {id} bị thu hồi."), format!("Noted: {id} is withdrawn."));
    Ok(0)
}

fn audit(path: &Path, arguments: &RegisterAudit, at: DateTime<FixedOffset>, session: &Session) -> Result<u8, Failure> {
    let register = Register::open(path)?;
    for file in &arguments.checkpoint {
        register.compare(&checkpoint(file)?)?;
    }
    let now = register.checkpoint(&at.to_rfc3339());
    if let Some(file) = &arguments.out {
        input::write(file, &now.to_json())?;
    }
    let compared = arguments.checkpoint.len();
    session.console.tell(
        format!("Sổ nguyên vẹn: {} mục, khớp {compared} mốc đối chiếu. Mốc hiện tại: {}", now.count, now.head),
        format!(
            "The register is whole: {} entries, {compared} checkpoints agree. It stands at {}",
            now.count, now.head
        ),
    );
    Ok(0)
}

fn backup(path: &Path, file: &Path, at: DateTime<FixedOffset>, session: &Session) -> Result<u8, Failure> {
    let register = Register::open(path)?;
    register.backup(file, &at.to_rfc3339())?;
    session.console.tell(
        format!("Đã sao lưu và kiểm lại {} mục vào {}.", register.count(), typed(file)),
        format!("{} entries are backed up to {} and checked.", register.count(), typed(file)),
    );
    Ok(0)
}

fn restore(
    path: &Path,
    arguments: &RegisterRestore,
    at: DateTime<FixedOffset>,
    session: &Session,
) -> Result<u8, Failure> {
    let seen = arguments.checkpoint.as_deref().map(checkpoint).transpose()?;
    let newer = if arguments.lose_newer { Newer::MayBeLost } else { Newer::Kept };
    let aside = Register::restore(&arguments.file, path, seen.as_ref(), newer, at).map_err(|error| match error {
        Error::RolledBack { .. } => Failure::from(error).hint(
            "Hãy tìm bản sao lưu mới hơn. Sổ đã hỏng mà không còn bản nào khác thì thêm --lose-newer: những mục sau đó sẽ mất.",
            "Look for a newer backup. If the register is damaged and there is none, add --lose-newer: later entries are lost.",
        ),
        other => other.into(),
    })?;
    let register = Register::open(path)?;
    session
        .console
        .tell(format!("Đã khôi phục {} mục.", register.count()), format!("{} entries are restored.", register.count()));
    if let Some(aside) = aside {
        session.console.tell(
            format!("Tệp trước đó được giữ ở {}.", typed(&aside)),
            format!("The file before it is kept as {}.", typed(&aside)),
        );
    }
    Ok(0)
}

fn checkpoint(file: &Path) -> Result<Checkpoint, Failure> {
    let bytes = input::read(file, MAX_SMALL)?;
    Checkpoint::from_json(&bytes).ok_or_else(|| Error::CheckpointUnreadable(PathBuf::from(file)).into())
}

/// Who writes: as given, else the name that this person logged in with.
pub(super) fn keeper(given: Option<&str>) -> Result<Name, Failure> {
    let logged_in = || ["USER", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    let name = given.map(str::to_owned).or_else(logged_in).unwrap_or_default();
    Name::tidy(&name).map_err(|_| usage("hãy nêu người ghi sổ: --by \"HỌ VÀ TÊN\"", "say who writes: --by \"NAME\""))
}

pub(super) fn usage(vi: &str, en: &str) -> Failure {
    Failure::new("USAGE", vi, en)
        .hint("Xem: vanbang register --help, vanbang copy --help", "See: vanbang register --help, vanbang copy --help")
}

fn code(text: &str) -> Result<Code, Failure> {
    Code::tidy(text)
        .map_err(|fault| Failure::new("USAGE", format!("«{text}»: {}", fault.message_vi()), fault.to_string()))
}

pub(super) fn remark(text: &str) -> Result<Remark, Failure> {
    Remark::tidy(text)
        .map_err(|fault| Failure::new("USAGE", format!("lý do: {}", fault.message_vi()), fault.to_string()))
}

fn date(text: &str) -> Result<Date, Failure> {
    Date::parse(text).map_err(|_| usage("ngày viết theo dạng 2026-05-31", "a date is written 2026-05-31"))
}
