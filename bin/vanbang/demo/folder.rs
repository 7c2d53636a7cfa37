//! The demo's folder: an office folder that says it is a demo, and is only ever replaced when it says so.

use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use vanbang::document::record::{Directory, Pin, PinRole};
use vanbang::document::roster::OfficeSettings;
use vanbang::signature::x509::Certificate;

use super::authority::Authority;
use crate::failure::Failure;
use crate::provenance::{self, Provenance};
use crate::{input, office};

const MARK: &str = ".vanbang-demo";

/// What a demo makes besides the office folder.
const MADE: [&str; 12] = [
    "trust",
    "templates",
    "fonts",
    "images",
    "batches",
    "signed",
    "tampered.pdf",
    "register.jsonl",
    "register.sqlite",
    "register.checkpoint.json",
    "vanbang.toml",
    MARK,
];

/// Makes the folder; an older demo in it is cleared, anything else is refused.
pub fn create(folder: &Path) -> Result<(), Failure> {
    if folder.join(MARK).is_file() {
        clear(folder)?;
    } else if !office::is_free(folder)? {
        return Err(Failure::new(
            "FOLDER_NOT_EMPTY",
            "thư mục không trống và không phải của lần chạy thử trước",
            "the folder is not empty and not an earlier demo",
        )
        .about(folder)
        .hint("Hãy chọn thư mục khác: vanbang demo --out THƯ-MỤC", "Choose another folder: vanbang demo --out DIR"));
    }
    input::make_folder(folder)?;
    input::write(&folder.join(MARK), "Dữ liệu mẫu. Sample data.\n".as_bytes())?;
    office::create(folder, office::SAMPLE_SETTINGS)?;
    input::make_folder(&folder.join("signed"))?;
    Ok(())
}

/// Removes what a demo makes, by name; a person's own files beside it stay.
fn clear(folder: &Path) -> Result<(), Failure> {
    for name in MADE.into_iter().chain(office::ROSTERS.map(|(name, _)| name)) {
        let path = folder.join(name);
        let is_folder = fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir());
        let removed = if is_folder { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        match removed {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Failure::io(&path, "không xóa được", "cannot be removed", &error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Trusts the trial authority, keeps its revocation list at hand, and pins the seal of the sample school.
pub fn trust(
    folder: &Path,
    authority: &Authority,
    seal: &Certificate,
    settings: &OfficeSettings,
    at: DateTime<Utc>,
) -> Result<(), Failure> {
    let (trust, root) = (folder.join("trust"), authority.root());
    input::write(&trust.join("anchors").join("demo-ca.pem"), root.to_pem().as_bytes())?;
    input::make_folder(&trust.join("crls"))?;
    input::write(&trust.join("crls").join("demo-ca.crl"), authority.revocation_list()?.as_bytes())?;
    let origin = Provenance {
        sha256: HEXLOWER.encode(&root.sha256()),
        subject: root.subject().to_owned(),
        source: "vanbang demo".into(),
        confirmed: provenance::BY_DEMO.into(),
        added: at,
    };
    provenance::write(&trust, &[origin])?;
    let pin = Pin {
        sha256: seal.sha256(),
        roles: vec![PinRole::Manifest, PinRole::Seal],
        from: seal.not_before(),
        until: None,
        compromised_since: None,
    };
    let name = settings.organisation().name.to_string();
    let directory = Directory::of_one(settings.org(), &name, settings.name_en(), settings.verify_host(), &[pin])?;
    input::write(&trust.join("directory.json"), &directory.to_json()?)
}
