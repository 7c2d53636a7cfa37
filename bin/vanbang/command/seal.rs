//! `vanbang trust seal`: pins the certificate of the office's own seal in its directory, so that its
//! own documents are recognised as authentic.

use vanbang::document::record::{Directory, Pin, PinRole};
use vanbang::document::roster::OfficeSettings;
use vanbang::verify::{TrustFolder, read_certificate_path};

use super::{Session, trust};
use crate::cli::TrustSeal;
use crate::config::SETTINGS;
use crate::failure::Failure;
use crate::input;
use crate::show::{problems, typed};

/// The same token seals a batch and closes its documents.
const ROLES: [PinRole; 2] = [PinRole::Manifest, PinRole::Seal];

pub fn run(arguments: &TrustSeal, session: &Session) -> Result<u8, Failure> {
    let console = session.console;
    let folder = session.configuration.need_office()?.join("trust");
    let text = String::from_utf8_lossy(session.configuration.settings_bytes());
    let settings = match OfficeSettings::parse(SETTINGS, &text) {
        Ok(settings) => settings,
        Err(found) => {
            problems::show(&found, console);
            return Ok(crate::COULD_NOT_RUN);
        }
    };
    let org = settings.org();
    let Some((_, certificate)) = read_certificate_path(&arguments.file)?.into_iter().next() else {
        return Err(Failure::new("NO_CERTIFICATE", "không có chứng thư số nào", "there is no certificate")
            .about(&arguments.file)
            .hint("Hãy chỉ tệp chứng thư của con dấu.", "Name the file of the seal's certificate."));
    };
    if folder.join("directory.cms").exists() {
        return Err(Failure::new(
            "DIRECTORY_OF_OTHERS",
            "danh bạ đang dùng do người lập danh bạ ký, nên không tự sửa",
            "the directory in use is signed by its editor and is not changed here",
        )
        .about(&folder.join("directory.cms"))
        .hint("Hãy nhờ nơi lập danh bạ ghi thêm con dấu.", "Ask whoever keeps the directory to add the seal."));
    }
    let listed = if folder.is_dir() { TrustFolder::read(&folder)?.directory } else { None };
    if let Some(other) = listed.iter().flat_map(Directory::organisations).find(|one| one.org() != org) {
        return Err(Failure::new(
            "DIRECTORY_OF_OTHERS",
            format!("danh bạ này ghi cả đơn vị khác ({}), nên không tự sửa", other.org()),
            format!("this directory lists others too ({}) and is not changed here", other.org()),
        )
        .about(&folder.join("directory.json"))
        .hint("Hãy nhờ nơi lập danh bạ ghi thêm con dấu.", "Ask whoever keeps the directory to add the seal."));
    }
    let mut pins: Vec<Pin> = listed
        .as_ref()
        .and_then(|directory| directory.organisation(org))
        .map(|one| one.certificates().to_vec())
        .unwrap_or_default();
    let name = settings.organisation().name.to_string();
    trust::describe(&certificate, console);
    let whole = |pin: &Pin| ROLES.iter().all(|role| pin.roles.contains(role));
    if pins.iter().any(|pin| pin.sha256 == certificate.sha256() && whole(pin)) {
        console.tell("  Con dấu này đã có trong danh bạ.", "  This seal is in the directory already.");
        return Ok(0);
    }
    console.tell(
        format!("  Con dấu của {name} ({org}), theo vanbang.toml."),
        format!("  The seal of {name} ({org}), by vanbang.toml."),
    );
    let asked = arguments.yes
        || console.can_ask() && console.ask("  Đúng là con dấu của đơn vị?", "  Is it the organisation's seal?");
    if !asked {
        return Err(Failure::new(
            "SEAL_NOT_CONFIRMED",
            "con dấu chưa được xác nhận nên không ghi",
            "the seal was not confirmed and was not listed",
        )
        .hint("Đã đối chiếu dấu vân tay thì thêm --yes", "Give --yes once the fingerprint has been compared"));
    }
    match pins.iter_mut().find(|pin| pin.sha256 == certificate.sha256()) {
        Some(listed) => listed.roles = ROLES.to_vec(),
        None => pins.push(Pin {
            sha256: certificate.sha256(),
            roles: ROLES.to_vec(),
            from: certificate.not_before(),
            until: None,
            compromised_since: None,
        }),
    }
    let directory = Directory::of_one(org, &name, settings.name_en(), settings.verify_host(), &pins)?;
    input::make_folder(&folder)?;
    let path = folder.join("directory.json");
    input::write(&path, &directory.to_json()?)?;
    console.tell(format!("  Đã ghi vào {}", typed(&path)), format!("  Written to {}", typed(&path)));
    Ok(0)
}
