//! A layout: our main file with the template of one kind, language and version.

use std::path::Path;

use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};

use super::Error;
use crate::document::record::{Kind, Language};
use crate::signature::crypto;
use crate::wording::system_reason_vi;

const MAIN: &str = include_str!("../../../templates/main.typ");
/// What any template may import.
const SHARED: [(&str, &str); 3] = [
    ("/vanbang.typ", include_str!("../../../templates/vanbang.typ")),
    ("/year-1.typ", include_str!("../../../templates/year-1.typ")),
    ("/university-1.typ", include_str!("../../../templates/university-1.typ")),
];
const TEMPLATES: [(Kind, Language, u32, &str); 5] = [
    (
        Kind::TranscriptYearSecondary,
        Language::Vietnamese,
        1,
        include_str!("../../../templates/transcript-year-secondary/1/template.typ"),
    ),
    (
        Kind::TranscriptSecondary,
        Language::Vietnamese,
        1,
        include_str!("../../../templates/transcript-secondary/1/template.typ"),
    ),
    (
        Kind::TranscriptUniversity,
        Language::Vietnamese,
        1,
        include_str!("../../../templates/transcript-university/1/template.typ"),
    ),
    (
        Kind::TranscriptUniversity,
        Language::Bilingual,
        1,
        include_str!("../../../templates/transcript-university-en/1/template.typ"),
    ),
    (Kind::CertifiedCopy, Language::Vietnamese, 1, include_str!("../../../templates/certified-copy/1/template.typ")),
];

/// Largest template file that is read from an office folder, in bytes.
const MAX_TEMPLATE: u64 = 1 << 20;

/// The folder that holds a kind's templates in a language.
fn folder_of(language: Language, kind: Kind) -> String {
    match language {
        Language::Vietnamese => kind.code().to_owned(),
        Language::Bilingual => format!("{}-en", kind.code()),
    }
}

/// The Typst sources of one kind, language and version, and their hash.
#[derive(Clone)]
pub struct Layout {
    kind: Kind,
    language: Language,
    version: u32,
    pub(super) main: Source,
    pub(super) shared: Vec<Source>,
    pub(super) template: Source,
    is_ours: bool,
    sha256: [u8; 32],
}

impl Layout {
    /// A layout that comes with the program, in Vietnamese.
    pub fn load(kind: Kind, version: u32) -> Result<Layout, Error> {
        Layout::load_in(Language::Vietnamese, kind, version)
    }

    /// A layout that comes with the program.
    pub fn load_in(language: Language, kind: Kind, version: u32) -> Result<Layout, Error> {
        let template = TEMPLATES
            .iter()
            .find(|(of, words, at, _)| (*of, *words, *at) == (kind, language, version))
            .ok_or_else(|| Error::LayoutUnknown { kind: folder_of(language, kind), version })?;
        Ok(Layout { is_ours: true, language, ..Layout::from_source(kind, version, template.3)? })
    }

    /// The office's own template, `FOLDER/KIND/VERSION/template.typ`, or the one that comes with
    /// the program when that file does not exist. Page, footer and attachment stay ours.
    pub fn load_from(folder: &Path, language: Language, kind: Kind, version: u32) -> Result<Layout, Error> {
        let path = folder.join(folder_of(language, kind)).join(version.to_string()).join("template.typ");
        let unreadable = |error: std::io::Error| Error::LayoutUnreadable {
            path: path.display().to_string(),
            reason: error.to_string(),
            reason_vi: system_reason_vi(&error),
        };
        let size = match std::fs::metadata(&path) {
            Ok(metadata) => metadata.len(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Layout::load_in(language, kind, version);
            }
            Err(error) => return Err(unreadable(error)),
        };
        if size > MAX_TEMPLATE {
            return Err(Error::LayoutTooLarge { path: path.display().to_string(), size, most: MAX_TEMPLATE });
        }
        let text = std::fs::read_to_string(&path).map_err(unreadable)?;
        Ok(Layout { language, ..Layout::from_source(kind, version, &text)? })
    }

    /// A layout around the text of somebody's template, said to be in Vietnamese.
    pub fn from_source(kind: Kind, version: u32, template: &str) -> Result<Layout, Error> {
        let mut described = Vec::new();
        for part in [MAIN].into_iter().chain(SHARED.map(|(_, text)| text)).chain([template]) {
            described.extend_from_slice(&crypto::sha256(part.as_bytes()));
        }
        let source = |path, text: &str| -> Result<Source, Error> { Ok(Source::new(file_id(path)?, text.to_owned())) };
        Ok(Layout {
            kind,
            language: Language::Vietnamese,
            version,
            main: source("/main.typ", MAIN)?,
            shared: SHARED.iter().map(|(path, text)| source(path, text)).collect::<Result<_, _>>()?,
            template: source("/template.typ", template)?,
            is_ours: false,
            sha256: crypto::sha256(&described),
        })
    }

    /// The kind of document.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What its words are in.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The version of the template.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Whether the template came with the program. Any other is compiled in a process with limits.
    pub fn is_ours(&self) -> bool {
        self.is_ours
    }

    /// The text of the template alone.
    pub fn template(&self) -> &str {
        self.template.text()
    }

    /// SHA-256 over the SHA-256 of the main file, the shared files and the template.
    pub fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }
}

/// The name of a virtual file; the set of names is fixed, since Typst keeps each for ever.
pub(super) fn file_id(path: &'static str) -> Result<FileId, Error> {
    let path = VirtualPath::new(path).map_err(|error| Error::Compile(vec![error.to_string()]))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;

    const KIND: Kind = Kind::TranscriptYearSecondary;

    #[test]
    fn what_comes_with_the_program_loads_and_there_is_no_version_nine() {
        for (kind, language, version, _) in TEMPLATES {
            let layout = Layout::load_in(language, kind, version).unwrap();
            assert_eq!((layout.language(), layout.version()), (language, version));
        }
        for kind in Kind::ALL {
            assert_eq!(Layout::load(*kind, 1).unwrap().kind(), *kind);
            let refused = Layout::load(*kind, 9).err().expect("refused");
            assert_eq!(refused.code(), "TEMPLATE_UNKNOWN");
        }
    }

    #[test]
    fn an_office_template_replaces_the_template_alone() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join(KIND.code()).join("1");
        std::fs::create_dir_all(&own).unwrap();
        let ours = Layout::load(KIND, 1).unwrap();
        assert_eq!(Layout::load_from(folder.path(), Language::Vietnamese, KIND, 1).unwrap().sha256(), ours.sha256());

        std::fs::write(own.join("template.typ"), "#let body(record) = []").unwrap();
        std::fs::write(folder.path().join("main.typ"), "nothing").unwrap();
        let theirs = Layout::load_from(folder.path(), Language::Vietnamese, KIND, 1).unwrap();
        assert_ne!(theirs.sha256(), ours.sha256());
        assert!(ours.is_ours() && !theirs.is_ours());
        assert_eq!(theirs.main.text(), ours.main.text());
    }

    #[test]
    fn a_template_that_is_not_text_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join(KIND.code()).join("1");
        std::fs::create_dir_all(&own).unwrap();
        std::fs::write(own.join("template.typ"), [0xff, 0xfe]).unwrap();
        let refused = Layout::load_from(folder.path(), Language::Vietnamese, KIND, 1).err().expect("refused");
        assert_eq!(refused.code(), "TEMPLATE_UNREADABLE");
    }

    /// What a release froze stays; what none did is listed as it is.
    #[test]
    fn every_version_is_listed_and_what_was_released_stays() {
        let (page, changes) = (include_str!("../../../docs/templates.md"), include_str!("../../../CHANGELOG.md"));
        let mut frozen = 0;
        for (kind, language, version, _) in TEMPLATES {
            let name = format!("| `{}/{version}` |", folder_of(language, kind));
            let row = page.lines().find(|line| line.starts_with(&name)).unwrap_or_else(|| panic!("{name} no row"));
            let [_, _, release, listed, _] = row.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
                panic!("{row}");
            };
            let layout = Layout::load_in(language, kind, version).unwrap();
            let change = if release.is_empty() { "write down the new digest" } else { "make a new version instead" };
            assert_eq!(listed.trim_matches('`'), HEXLOWER.encode(layout.sha256()), "{name} {change}");
            assert!(release.is_empty() || changes.contains(&format!("## [{release}]")), "{name} no such release");
            frozen += usize::from(!release.is_empty());
        }
        let is_released = changes.lines().any(|line| line.starts_with("## [") && !line.contains("Unreleased"));
        assert!(!is_released || frozen > 0, "a release freezes the versions that it brings");
    }
}
