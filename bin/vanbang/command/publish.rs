//! `vanbang publish`: what the world may see of the office's documents, and how they stand today.

use std::path::{Path, PathBuf};

use vanbang::document::batch::Batch;
use vanbang::document::record::OrgId;
use vanbang::document::register::Register;
use vanbang::publish::{self, Folder, Place, Remote, Renewal};
use vanbang::signature::fetch::{Network, Server};
use vanbang::signature::token::Pin;
use vanbang::verify::{Revocation, TrustFolder};

use super::Session;
use crate::batches::{REGISTER, clock};
use crate::cli::Publish;
use crate::failure::Failure;
use crate::pin::Source;
use crate::show::progress::Progress;
use crate::show::{local_time, typed};
use crate::status_key::{self, StatusKey};

/// Characters that a passphrase has at least: a stolen file can be guessed at for years.
const LEAST: usize = 10;

pub fn run(arguments: &Publish, session: &Session) -> Result<u8, Failure> {
    let office = session.configuration.need_office()?;
    let key = StatusKey::of(office)?;
    let mut secrets = Source::new(arguments.pin_fd);
    match arguments.new_key {
        true => make_key(key, arguments.replace, &mut secrets, session),
        false => publish(office, arguments, &key, &mut secrets, session),
    }
}

fn make_key(mut key: StatusKey, replace: bool, secrets: &mut Source, session: &Session) -> Result<u8, Failure> {
    let console = session.console;
    let passphrase = secrets.ask("Mật khẩu mới cho", "New passphrase for", "khóa tình trạng · status key", console)?;
    let again = secrets.ask("Nhập lại mật khẩu của", "Again for", "khóa tình trạng · status key", console)?;
    check(&passphrase, &again)?;
    let _held = key.hold()?;
    key.create(&passphrase, replace)?;
    let epoch = key.epoch();
    console.tell(
        format!("Đã lập khóa tình trạng (đời {epoch}). Từ lô được đóng dấu kế tiếp, hoặc ngay sau lệnh vanbang delegate, khóa này được phép nói văn bản nào không còn hiệu lực."),
        format!("The status key is made (epoch {epoch}). From the next batch that is sealed on, or as soon as vanbang delegate has run, it may say which documents no longer count."),
    );
    if epoch > 1 {
        console.tell(
            format!("Đến lúc ấy chưa công bố được tình trạng. Khóa cũ bị lộ thì báo nơi lập danh bạ ghi status_epoch_min = {epoch}."),
            format!("Until then no status can be published. If the old key leaked, whoever keeps the directory should enter status_epoch_min = {epoch}."),
        );
    }
    console.tell(
        "Hãy sao lưu thư mục status và giữ mật khẩu ở nơi khác.",
        "Back up the folder status, and keep the passphrase elsewhere.",
    );
    Ok(0)
}

fn check(passphrase: &Pin, again: &Pin) -> Result<(), Failure> {
    let refused = |vi, en| Err(Failure::new("PASSPHRASE_REFUSED", vi, en).hint("Hãy chạy lại.", "Run it again."));
    if passphrase.expose() != again.expose() {
        return refused("hai lần nhập khác nhau", "the two entries differ");
    }
    match passphrase.expose().chars().count() {
        0..LEAST => refused("mật khẩu phải có ít nhất 10 kí tự", "a passphrase has 10 characters or more"),
        _ => Ok(()),
    }
}

fn publish(
    office: &Path,
    arguments: &Publish,
    key: &StatusKey,
    secrets: &mut Source,
    session: &Session,
) -> Result<u8, Failure> {
    let console = session.console;
    if !key.exists() {
        return Err(status_key::missing());
    }
    let _held = key.hold()?;
    let register = Register::open(&office.join(REGISTER))?;
    let closed = closed(office, &arguments.batch, &register)?;
    let delegations = key.delegations()?;
    let places = places(arguments, key, session)?;
    tell_absent(closed.len(), &register, session);
    let passphrase = secrets.ask("Mật khẩu của", "Passphrase of", "khóa tình trạng · status key", console)?;
    let key_open = key.open(&passphrase)?;
    let delegated_by = publish::delegation(&closed, &delegations, &key_open)?;
    if arguments.stamp {
        stamp(&closed, session)?;
    }
    let org = OrgId::new(register.organisation())?;
    // Whatever stands in the way of a new status is met before anything is sent.
    let mut heads = Vec::new();
    for (_, place) in &places {
        heads.extend(place.head(&org)?);
    }
    for (name, place) in &places {
        let (mut documents, mut written) = (0, 0);
        for message in &delegations {
            written += publish::empty(message, &**place)?.written;
        }
        for batch in &closed {
            let mut bar = Progress::new(console, "Công bố", "Publishing");
            let published = publish::batch(batch, &register, &**place, &mut |done, total| bar.set(done, total))?;
            documents += published.count;
            written += published.written;
        }
        let batches = closed.len();
        console.tell(
            format!("Đã công bố {batches} lô, {documents} văn bản vào {name} ({written} mục mới)."),
            format!("{batches} batches with {documents} documents are published in {name} ({written} new objects)."),
        );
    }
    let own = key.head();
    let renewal = Renewal {
        register: &register,
        key: &key_open,
        delegated_by: &delegated_by,
        own: &own,
        restored: arguments.restored,
        at: clock(),
    };
    let state = publish::status(&renewal, heads)?;
    for (_, place) in &places {
        place.put_status(&state)?;
    }
    let statement = state.head.head().statement();
    let ended: usize = state.parts.iter().map(|part| part.entries().len()).sum();
    console.tell(
        format!(
            "Tình trạng số {}: {ended} văn bản không còn hiệu lực; dùng được đến {}. Chạy lại ít nhất 3 ngày một lần.",
            statement.seq, statement.valid_until
        ),
        format!(
            "Status number {}: {ended} documents no longer count; good until {}. Run it again every 3 days at least.",
            statement.seq, statement.valid_until
        ),
    );
    Ok(0)
}

/// A place, with the name that a person knows it by.
type NamedPlace = (String, Box<dyn Place>);

/// Where to publish.
fn places(arguments: &Publish, key: &StatusKey, session: &Session) -> Result<Vec<NamedPlace>, Failure> {
    let trust = session.configuration.trust_folder().filter(|folder| folder.is_dir());
    let place = |to: &String| -> Result<NamedPlace, Failure> {
        if !to.starts_with("http://") && !to.starts_with("https://") {
            return Ok((typed(Path::new(to)), Box::new(Folder::at(Path::new(to)))));
        }
        let server = Server::at(to, trust.as_deref())?;
        let (name, notes) = (server.name(), key.sent(&server.name()));
        Ok((name, Box::new(Remote::new(server, notes, arguments.again))))
    };
    arguments.to.iter().map(place).collect()
}

/// Manifests whose existence is not proven yet, or not for much longer.
fn stamp(closed: &[PathBuf], session: &Session) -> Result<(), Failure> {
    let missing = || {
        Failure::new(
            "TIMESTAMPS_NOT_CONFIGURED",
            "chưa nêu dịch vụ cấp dấu thời gian nào",
            "no timestamp authority is named",
        )
        .hint("Ghi địa chỉ ở tsa trong trust/fetch.toml.", "Write its address at tsa in trust/fetch.toml.")
    };
    let folder = session.configuration.trust_folder().filter(|folder| folder.is_dir()).ok_or_else(missing)?;
    let network = Network::open(&folder)?.filter(Network::gives_timestamps).ok_or_else(missing)?;
    let revocation = session.configuration.revocation().map_or(Revocation::Require, Revocation::from);
    let policy = TrustFolder::read(&folder)?.policy(revocation);
    for batch in closed {
        let Some(stamped) = publish::stamp(batch, &network, &policy, session.at)? else { continue };
        let (batch, since) = (stamped.batch, local_time(stamped.since));
        session.console.tell(
            format!("  bản kê {batch}: có dấu thời gian, tồn tại từ {since}"),
            format!("  manifest {batch}: timestamped, exists since {since}"),
        );
    }
    Ok(())
}

/// Batches that the register has and the folder has not: they stay listed, and nothing new of them can be published.
fn tell_absent(here: usize, register: &Register, session: &Session) {
    let absent = register.sealed().count().saturating_sub(here);
    if absent > 0 {
        session.console.note(
            format!("Lưu ý: sổ có {absent} lô đã đóng mà thư mục không nằm trong batches/; chúng vẫn được kê tình trạng."),
            format!("Note: {absent} closed batches of the register are not in batches/; their status is listed all the same."),
        );
    }
}

/// The batch folders of the office, and those that are named besides, which its register has as closed.
fn closed(office: &Path, besides: &[PathBuf], register: &Register) -> Result<Vec<PathBuf>, Failure> {
    let folder = office.join("batches");
    let unreadable = |cause: std::io::Error| {
        Failure::new("BATCH_FILE", "không đọc được thư mục các lô", format!("the batches cannot be read: {cause}"))
            .about(&folder)
    };
    let mut closed = Vec::new();
    let is_closed = |path: &Path| -> Result<bool, Failure> {
        Ok(register.sealed_batch(&Batch::open(path)?.plan().batch().to_string()).is_some())
    };
    // Without documents of its own an office may still have a status to tell.
    let entries = if folder.is_dir() { Some(std::fs::read_dir(&folder).map_err(unreadable)?) } else { None };
    for entry in entries.into_iter().flatten() {
        let path = entry.map_err(unreadable)?.path();
        if Batch::exists(&path) && is_closed(&path)? {
            closed.push(path);
        }
    }
    for path in besides {
        if !is_closed(path)? {
            let batch = typed(path);
            return Err(publish::Error::NotClosed { batch }.into());
        }
        if !closed.iter().any(|known| known.canonicalize().ok() == path.canonicalize().ok()) {
            closed.push(path.clone());
        }
    }
    closed.sort();
    Ok(closed)
}
