//! `vanbang trust directory`: whom the office knows as an organisation, by which certificates, and by whose word.

use std::path::Path;

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use vanbang::document::record::{Directory, DirectoryOrganisation, Pin, PinRole};
use vanbang::sign::sign_directory;
use vanbang::signature::x509::Certificate;
use vanbang::verify::{SignedDirectory, TrustFolder, read_certificate_path, seen_serial};

use super::{Session, trust};
use crate::cli::{DirectoryAdd, DirectorySign, DirectoryUpdate, TrustDirectory};
use crate::failure::Failure;
use crate::input::{self, MAX_SMALL};
use crate::show::{Console, fingerprint, local_date, typed};
use crate::signer;

const PLAIN: &str = "directory.json";
const SIGNED: &str = "directory.cms";
const SERIAL: &str = "directory.serial";

pub fn run(command: &TrustDirectory, folder: &Path, session: &Session) -> Result<(), Failure> {
    match command {
        TrustDirectory::Show => show(folder, session),
        TrustDirectory::Add(arguments) => add(folder, arguments, session),
        TrustDirectory::Update(arguments) => update(folder, arguments, session),
        TrustDirectory::Sign(arguments) => sign(arguments, session),
    }
}

fn show(folder: &Path, session: &Session) -> Result<(), Failure> {
    let console = session.console;
    let trust = present(folder)?;
    let Some(directory) = &trust.directory else {
        console.tell("Chưa có danh bạ nào.", "There is no directory yet.");
        return Ok(());
    };
    head(directory, trust.editor.as_ref(), session.at, console);
    for organisation in directory.organisations() {
        organisation_lines(organisation, session.at, console);
    }
    Ok(())
}

fn head(directory: &Directory, editor: Option<&Certificate>, at: DateTime<Utc>, console: &Console) {
    let day = |time: Option<DateTime<Utc>>| time.map_or("?".to_owned(), local_date);
    let serial = directory.serial().map_or("?".to_owned(), |serial| serial.to_string());
    let (issued, due) = (day(directory.issued()), day(directory.next_update()));
    console.tell(
        format!("Danh bạ số {serial}, lập ngày {issued}, bản sau trước ngày {due}"),
        format!("Directory number {serial}, issued {issued}, the next one due {due}"),
    );
    match editor {
        Some(editor) => {
            console.tell("Người lập đã ký:", "Signed by its editor:");
            trust::describe(editor, console);
        }
        None => console.tell("Không có chữ ký: theo lời của chính bạn.", "Not signed: by your own word."),
    }
    if directory.is_old(at) {
        console.tell(
            "Danh bạ đã quá hạn cập nhật [DIRECTORY_OLD]: hãy lấy bản mới.",
            "A newer directory was due [DIRECTORY_OLD]: get it.",
        );
    }
}

fn organisation_lines(one: &DirectoryOrganisation, at: DateTime<Utc>, console: &Console) {
    console.line(format!("{} — {}", one.org(), console.say(one.name_vi(), one.name_en())));
    for host in one.hosts() {
        let (vi, en) = if host.serves(at) { ("máy chủ", "host") } else { ("máy chủ cũ", "former host") };
        console.tell(format!("  {vi}: {}", host.host), format!("  {en}: {}", host.host));
    }
    one.certificates().iter().for_each(|pin| pin_lines(pin, "  ", console));
    if let Some(successor) = one.successor() {
        console.tell(format!("  đơn vị kế tục: {successor}"), format!("  successor: {successor}"));
    }
}

fn pin_lines(pin: &Pin, before: &str, console: &Console) {
    console.line(format!("{before}SHA-256: {}", fingerprint(&pin.sha256)));
    let words = |pick: fn((&'static str, &'static str)) -> &'static str| {
        pin.roles.iter().map(|role| pick(role_words(*role))).collect::<Vec<_>>().join(", ")
    };
    let until = pin.until.map_or_else(|| "…".to_owned(), local_date);
    let lost =
        |words: &str| pin.compromised_since.map(|at| format!("; {words} {}", local_date(at))).unwrap_or_default();
    let from = local_date(pin.from);
    console.tell(
        format!("{before}  {}; {from} – {until}{}", words(|role| role.0), lost("KHÓA BỊ LỘ từ")),
        format!("{before}  {}; {from} – {until}{}", words(|role| role.1), lost("KEY COMPROMISED since")),
    );
}

fn role_words(role: PinRole) -> (&'static str, &'static str) {
    match role {
        PinRole::Manifest => ("niêm phong lô", "seals batches"),
        PinRole::Seal => ("đóng dấu văn bản", "closes documents"),
        PinRole::Person => ("người ký", "signs as an officer"),
        PinRole::Delegate => ("chỉ giữ tình trạng", "keeps status only"),
    }
}

fn add(folder: &Path, arguments: &DirectoryAdd, session: &Session) -> Result<(), Failure> {
    let console = session.console;
    let bytes = input::read(&arguments.file, MAX_SMALL)?;
    let trust = present(folder)?;
    let Some(file) = &arguments.editor else {
        if is_plain(&bytes) {
            return take_plain(folder, &bytes, &trust, arguments.yes, session);
        }
        return take_signed(folder, &bytes, &trust, &[], true, session);
    };
    let mut editors = Vec::new();
    for (_, editor) in read_certificate_path(file)? {
        trust::describe(&editor, console);
        console.tell("  Người này sẽ được lập danh bạ cho bạn.", "  Your directories will come from this editor.");
        agree(arguments.yes, "  Dấu vân tay đúng, nhận?", "  The fingerprint is right, take it?", console)?;
        editors.push(editor);
    }
    take_signed(folder, &bytes, &trust, &editors, arguments.yes, session)
}

fn update(folder: &Path, arguments: &DirectoryUpdate, session: &Session) -> Result<(), Failure> {
    let bytes = input::read(&arguments.file, MAX_SMALL)?;
    let trust = present(folder)?;
    let same_kind = trust.directory.is_some() && trust.editor.is_none() == is_plain(&bytes);
    if !same_kind {
        return Err(Failure::new(
            "DIRECTORY_OF_OTHER_KIND",
            "danh bạ đang dùng không cùng loại (có chữ ký hay không) với bản mới",
            "the directory in use is not of the same kind (signed or not) as the newer one",
        )
        .about(&arguments.file)
        .hint("Hãy dùng: vanbang trust directory add TỆP", "Use: vanbang trust directory add FILE"));
    }
    match trust.editor {
        None => take_plain(folder, &bytes, &trust, arguments.yes, session),
        Some(_) => take_signed(folder, &bytes, &trust, &[], true, session),
    }
}

fn is_plain(bytes: &[u8]) -> bool {
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

/// A directory by the operator's own word, which somebody has to give.
fn take_plain(folder: &Path, json: &[u8], trust: &TrustFolder, yes: bool, session: &Session) -> Result<(), Failure> {
    let directory = Directory::from_json(json)?;
    let seen = trust.directory.as_ref().and_then(Directory::serial);
    if let (Some(seen), Some(found)) = (seen, directory.serial())
        && found < seen
    {
        return Err(vanbang::verify::SignedDirectoryError::SerialBack { found, seen }.into());
    }
    differences(trust.directory.as_ref(), &directory, session);
    agree(yes, "Nhận danh bạ này?", "Take this directory?", session.console)?;
    input::make_folder(folder)?;
    remove(&folder.join(SIGNED))?;
    keep(&folder.join(PLAIN), json, session.console)
}

/// A directory by the word of its editor, who was confirmed before.
fn take_signed(
    folder: &Path,
    bytes: &[u8],
    trust: &TrustFolder,
    editors: &[Certificate],
    yes: bool,
    session: &Session,
) -> Result<(), Failure> {
    let known = trust.editors.iter().map(|(_, editor)| editor).chain(editors);
    let known: Vec<Certificate> = known.cloned().collect();
    let of_present = trust.editor.as_ref().and(trust.directory.as_ref()).and_then(Directory::serial);
    let seen = if folder.is_dir() { seen_serial(folder)? } else { None };
    let read = SignedDirectory::read(bytes, &known, seen.max(of_present))?;
    differences(trust.directory.as_ref(), &read.directory, session);
    if trust.directory.is_some() && trust.editor.is_none() {
        agree(yes, "Thay danh bạ của chính bạn?", "Replace the directory of your own?", session.console)?;
    }
    input::make_folder(&folder.join("editors"))?;
    for editor in editors {
        let sha256 = HEXLOWER.encode(&editor.sha256());
        let name = sha256.get(..16).unwrap_or(&sha256);
        input::write(&folder.join("editors").join(format!("{name}.pem")), editor.to_pem().as_bytes())?;
    }
    // Between these steps the folder has no directory, or one of a serial number that it tells itself.
    remove(&folder.join(PLAIN))?;
    keep(&folder.join(SIGNED), bytes, session.console)?;
    input::write(&folder.join(SERIAL), format!("{}\n", read.serial).as_bytes())
}

/// What a person should look at before taking a directory.
fn differences(old: Option<&Directory>, new: &Directory, session: &Session) {
    let console = session.console;
    for one in new.organisations() {
        let before = old.and_then(|old| old.organisation(one.org()));
        let Some(before) = before else {
            console.line("+");
            organisation_lines(one, session.at, console);
            continue;
        };
        let changed = before.certificates() != one.certificates() || before.hosts() != one.hosts();
        if before.name_vi() != one.name_vi() || changed {
            console.line("~");
            organisation_lines(one, session.at, console);
            let gone = before.certificates().iter().filter(|pin| !one.certificates().contains(pin));
            gone.for_each(|pin| pin_lines(pin, "  − ", console));
        }
    }
    let gone = old.into_iter().flat_map(Directory::organisations).filter(|one| new.organisation(one.org()).is_none());
    gone.for_each(|one| console.line(format!("− {} — {}", one.org(), console.say(one.name_vi(), one.name_en()))));
}

fn agree(yes: bool, vi: &str, en: &str, console: &Console) -> Result<(), Failure> {
    if yes || console.can_ask() && console.ask(vi, en) {
        return Ok(());
    }
    Err(Failure::new("DIRECTORY_NOT_CONFIRMED", "danh bạ chưa được xác nhận", "the directory was not confirmed")
        .hint("Đã đối chiếu dấu vân tay thì thêm --yes", "Give --yes once the fingerprints have been compared"))
}

fn sign(arguments: &DirectorySign, session: &Session) -> Result<(), Failure> {
    let json = input::read(&arguments.file, MAX_SMALL)?;
    let table = signer::settings(&arguments.signer, None, session)?;
    let mut key = signer::open(&table, &arguments.signer, session)?;
    let message = sign_directory(&json, key.signer(), session.at)?;
    let out = arguments.out.clone().unwrap_or_else(|| arguments.file.with_extension("cms"));
    keep(&out, &message, session.console)
}

fn present(folder: &Path) -> Result<TrustFolder, Failure> {
    if folder.is_dir() { Ok(TrustFolder::read(folder)?) } else { Ok(TrustFolder::default()) }
}

fn keep(path: &Path, bytes: &[u8], console: &Console) -> Result<(), Failure> {
    input::write(path, bytes)?;
    console.tell(format!("Đã ghi vào {}", typed(path)), format!("Written to {}", typed(path)));
    Ok(())
}

fn remove(path: &Path) -> Result<(), Failure> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::io(path, "không xóa được", "cannot be removed", &error))
        }
        _ => Ok(()),
    }
}
