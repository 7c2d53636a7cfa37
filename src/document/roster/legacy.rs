//! Text of old Vietnamese fonts: bytes of TCVN3 or VNI that Unicode shows as other letters. It is
//! recognised by combinations that Vietnamese never has, and refused: only the right font would show it.

/// Signs that TCVN3 uses as letters and that other text does not put beside letters.
const TCVN3_SIGNS: &str = "¨©ª¬µ¶·¸¹¼½¾Þþ×§¡¢£¤¥¦";

/// The encoding that a text seems to come from.
pub(super) fn encoding(text: &str) -> Option<&'static str> {
    let letters: Vec<char> = text.chars().collect();
    let pairs = letters.windows(2).filter_map(|pair| <[char; 2]>::try_from(pair).ok());
    let tcvn3 = |[before, after]: [char; 2]| {
        let beside = |sign: char, other: char| TCVN3_SIGNS.contains(sign) && other.is_ascii_alphabetic();
        beside(before, after) || beside(after, before) || before.is_ascii_lowercase() && is_upper_latin1(after)
    };
    let vni = |[before, after]: [char; 2]| match before.to_ascii_lowercase() {
        'a' => matches!(lower(after), 'ø' | 'û' | 'å' | 'ä' | 'â' | 'ê' | 'ù' | 'õ'),
        'e' | 'o' => matches!(lower(after), 'ø' | 'û' | 'å' | 'ä' | 'â' | 'ù' | 'õ'),
        'i' | 'u' | 'y' => matches!(lower(after), 'ø' | 'û' | 'å' | 'ä'),
        _ => false,
    };
    let mut found = None;
    for pair in pairs {
        if vni(pair) {
            return Some("VNI");
        }
        if tcvn3(pair) {
            found = Some("TCVN3 (ABC)");
        }
    }
    found
}

fn lower(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

/// A large letter with a mark, as TCVN3 text has it in the middle of a word.
fn is_upper_latin1(letter: char) -> bool {
    matches!(letter, 'À'..='Ö' | 'Ø'..='Þ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_fonts_are_recognised() {
        for text in ["Hä vµ tªn", "Ngµy sinh", "M· häc sinh", "NguyÔn ThÞ Hµ", "TrÇn V¨n An", "Lª B¶o"] {
            assert_eq!(encoding(text), Some("TCVN3 (ABC)"), "{text}");
        }
        for text in ["Hoï vaø teân", "Ngaøy sinh", "Nguyeãn Vaên", "Traàn Thò Haø", "TRAÀN VAÊN", "Leâ Toaøn"]
        {
            assert!(encoding(text).is_some(), "{text}");
        }
        assert_eq!(encoding("Ngaøy sinh"), Some("VNI"));
    }

    #[test]
    fn unicode_passes() {
        for text in [
            "Nguyễn Thị Mỹ Duyên",
            "ĐẶNG NGỌC KHÁNH ÂN",
            "Hoà Quý Thuỳ Huế Oanh Uyên Giã Giá",
            "Quân Tuân Khuê",
            "H'Hen Kđăm",
            "Y Bhăm Niê",
            "François Müller",
            "Zoë",
            "Đạt tiêu chí § 3, 20 °C, m²",
            "«Chăm»",
            "ÂU Ơ",
            "Cùng Dũng Bùi Thuý Quỳ Mùi Lùi",
            "Phường Vĩ Dạ · Huế",
        ] {
            assert_eq!(encoding(text), None, "{text}");
        }
    }
}
