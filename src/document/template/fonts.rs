//! The faces a document is set in: ours, or an office's own licensed files.

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use super::Error;
use crate::signature::crypto;

/// Tinos: the metrics of Times New Roman, every Vietnamese letter, SIL OFL 1.1.
const TINOS: [&[u8]; 4] = [
    include_bytes!("../../../fonts/Tinos-Regular.ttf"),
    include_bytes!("../../../fonts/Tinos-Bold.ttf"),
    include_bytes!("../../../fonts/Tinos-Italic.ttf"),
    include_bytes!("../../../fonts/Tinos-BoldItalic.ttf"),
];

/// The faces of one family, parsed. Nothing is ever loaded from the system.
pub struct Fonts {
    pub(super) faces: Vec<Font>,
    pub(super) book: LazyHash<FontBook>,
    family: String,
    sha256: [u8; 32],
}

impl Fonts {
    /// The vendored faces.
    pub fn vendored() -> Result<Fonts, Error> {
        Fonts::load(TINOS.iter().map(|face| Bytes::new(*face)).collect())
    }

    /// An office's own font files, all of one family.
    pub fn from_files(files: Vec<Vec<u8>>) -> Result<Fonts, Error> {
        Fonts::load(files.into_iter().map(Bytes::new).collect())
    }

    fn load(files: Vec<Bytes>) -> Result<Fonts, Error> {
        let mut described = Vec::new();
        let mut faces = Vec::with_capacity(files.len());
        for (place, bytes) in files.into_iter().enumerate() {
            described.extend_from_slice(&crypto::sha256(bytes.as_slice()));
            faces.push(Font::new(bytes, 0).ok_or_else(|| Error::FontUnreadable { number: place + 1 })?);
        }
        let family = match faces.first() {
            Some(face) => face.info().family.clone(),
            None => {
                return Err(Error::FontsMissing);
            }
        };
        if let Some(other) = faces.iter().find(|face| face.info().family != family) {
            let second = other.info().family.to_string();
            return Err(Error::FontsMixed { first: family.to_string(), second });
        }
        let book = LazyHash::new(FontBook::from_fonts(&faces));
        let sha256 = crypto::sha256(&described);
        Ok(Fonts { faces, book, family: family.to_string(), sha256 })
    }

    /// The family's name.
    pub fn family(&self) -> &str {
        &self.family
    }

    /// SHA-256 over the SHA-256 of each file in order.
    pub fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every letter of Vietnamese in both cases: 12 vowels with and without 5 tones, đ, consonants.
    fn vietnamese_letters() -> String {
        let vowels = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ";
        format!("{vowels}{}", vowels.to_uppercase())
    }

    #[test]
    fn every_face_has_every_vietnamese_letter() {
        let fonts = Fonts::vendored().unwrap();
        assert_eq!(fonts.family(), "Tinos");
        assert_eq!(fonts.faces.len(), 4);
        for face in &fonts.faces {
            for letter in vietnamese_letters().chars().chain("–…“”№’".chars()) {
                assert!(face.info().coverage.contains(u32::from(letter)), "{letter} in {:?}", face.info().variant);
            }
        }
    }

    #[test]
    fn bytes_that_are_no_font_are_refused() {
        for files in [vec![], vec![b"not a font".to_vec()]] {
            let refused = Fonts::from_files(files).err().expect("refused");
            assert_eq!(refused.code(), "TEMPLATE_FONTS");
        }
    }
}
