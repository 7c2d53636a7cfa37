//! `vanbang publish`: what the world may see of the office's documents, and how they stand today.

use std::path::{Path, PathBuf};

use vanbang::document::batch::Batch;
use vanbang::document::register::Register;
use vanbang::publish::{self, Folder, Renewal};
use vanbang::signature::token::Pin;

use super::Session;
use crate::batches::{REGISTER, clock};
use crate::cli::Publish;
use crate::failure::Failure;
use crate::pin::Source;
use crate::show::typed;
use crate::status_key::StatusKey;

/// Characters that a passphrase has at least: a stolen file can be guessed at for years.
const LEAST: usize = 10;

pub fn run(arguments: &Publish, session: &Session) -> Result<u8, Failure> {
    let office = session.configuration.need_office()?;
    let key = StatusKey::of(office);
    let mut secrets = Source::new(arguments.pin_fd);
    match &arguments.to {
        Some(to) => publish(office, to, &key, &mut secrets, session),
        None => make_key(&key, &mut secrets, session),
    }
}

fn make_key(key: &StatusKey, secrets: &mut Source, session: &Session) -> Result<u8, Failure> {
    let console = session.console;
    let passphrase = secrets.ask("Mật khẩu mới cho", "New passphrase for", "khóa tình trạng · status key", console)?;
    let again = secrets.ask("Nhập lại mật khẩu của", "Again for", "khóa tình trạng · status key", console)?;
    check(&passphrase, &again)?;
    key.create(&passphrase)?;
    console.tell(
        "Đã lập khóa tình trạng. Từ lô được đóng dấu kế tiếp, khóa này được phép nói văn bản nào không còn hiệu lực.",
        "The status key is made. From the next batch that is sealed on, it may say which documents no longer count.",
    );
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

fn publish(office: &Path, to: &Path, key: &StatusKey, secrets: &mut Source, session: &Session) -> Result<u8, Failure> {
    let console = session.console;
    if !key.exists() {
        return Err(Failure::new(
            "STATUS_KEY_MISSING",
            "đơn vị chưa có khóa tình trạng",
            "the office has no status key",
        )
        .hint("Lập bằng: vanbang publish --new-key", "Make one with: vanbang publish --new-key"));
    }
    let register = Register::open(&office.join(REGISTER))?;
    let closed = closed(office, &register)?;
    let passphrase = secrets.ask("Mật khẩu của", "Passphrase of", "khóa tình trạng · status key", console)?;
    let key_open = key.open(&passphrase)?;
    let delegated_by = publish::delegation(&closed, &key_open)?;
    let folder = Folder::at(to);
    let (mut documents, mut written) = (0, 0);
    for batch in &closed {
        let published = publish::batch(batch, &register, &folder)?;
        documents += published.count;
        written += published.written;
    }
    let own = key.head();
    let renewal = Renewal { register: &register, key: &key_open, delegated_by: &delegated_by, own: &own, at: clock() };
    let state = publish::status(&renewal, &folder)?;
    let statement = state.head.head().statement();
    let ended: usize = state.parts.iter().map(|part| part.entries().len()).sum();
    let (batches, place) = (closed.len(), typed(to));
    console.tell(
        format!("Đã công bố {batches} lô, {documents} văn bản vào {place} ({written} tệp mới)."),
        format!("{batches} batches with {documents} documents are published in {place} ({written} new files)."),
    );
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

/// The batch folders of the office that its register has as closed.
fn closed(office: &Path, register: &Register) -> Result<Vec<PathBuf>, Failure> {
    let folder = office.join("batches");
    let unreadable = |cause: std::io::Error| {
        Failure::new("BATCH_FILE", "không đọc được thư mục các lô", format!("the batches cannot be read: {cause}"))
            .about(&folder)
    };
    let mut closed = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if Batch::exists(&path) && register.sealed_batch(&Batch::open(&path)?.plan().batch().to_string()).is_some() {
            closed.push(path);
        }
    }
    closed.sort();
    Ok(closed)
}
