//! The registry of kinds, and the keys of each version that was ever published. A published version never changes.

use crate::wording::Phrase;

/// The number of a kind of document in claims and publication lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindNumber(u16);

impl KindNumber {
    pub const THCS_YEAR: KindNumber = KindNumber(1);
    pub const THPT_YEAR: KindNumber = KindNumber(2);
    pub const WHOLE_TRANSCRIPT: KindNumber = KindNumber(4);
    pub const UNIVERSITY_TRANSCRIPT: KindNumber = KindNumber(5);
    pub const CERTIFIED_COPY: KindNumber = KindNumber(16);

    /// Any number: a list may name kinds that this program does not know.
    pub fn from_number(number: u16) -> KindNumber {
        KindNumber(number)
    }

    pub fn number(self) -> u16 {
        self.0
    }

    /// What people call it, where the registry has it.
    pub fn label(self) -> Option<Phrase> {
        Some(match self.0 {
            1 => Phrase::new("Học bạ trung học cơ sở (một năm học)", "Lower secondary transcript (one school year)"),
            2 => {
                Phrase::new("Học bạ trung học phổ thông (một năm học)", "Upper secondary transcript (one school year)")
            }
            3 => Phrase::new("Học bạ tiểu học (một năm học)", "Primary school transcript (one school year)"),
            4 => Phrase::new("Học bạ trung học (cả cấp học)", "Secondary school transcript (all years)"),
            5 => Phrase::new("Bảng điểm đại học", "University transcript"),
            6 => Phrase::new("Phụ lục văn bằng", "Diploma supplement"),
            16 => Phrase::new("Bản sao văn bằng từ sổ gốc", "Copy of a diploma from the register"),
            17 => Phrase::new("Văn bằng số", "Digital diploma"),
            _ => return None,
        })
    }
}

/// One version of the projection of a kind.
#[derive(Debug, PartialEq, Eq)]
pub struct Version {
    pub kind: KindNumber,
    pub number: u64,
    /// Ascending, behind kind and version: each key, and whether it is always there.
    pub keys: &'static [(u64, bool)],
}

const YEAR: &[(u64, bool)] = &[
    (3, true),
    (4, true),
    (9, true),
    (20, true),
    (21, true),
    (22, true),
    (23, true),
    (24, true),
    (25, true),
    (26, true),
];

pub static THCS_YEAR_1: Version = Version { kind: KindNumber::THCS_YEAR, number: 1, keys: YEAR };
pub static THPT_YEAR_1: Version = Version { kind: KindNumber::THPT_YEAR, number: 1, keys: YEAR };
pub static WHOLE_TRANSCRIPT_1: Version = Version {
    kind: KindNumber::WHOLE_TRANSCRIPT,
    number: 1,
    keys: &[(3, true), (4, true), (9, true), (13, true), (27, true), (28, true), (29, true), (30, true), (31, false)],
};
pub static UNIVERSITY_TRANSCRIPT_1: Version = Version {
    kind: KindNumber::UNIVERSITY_TRANSCRIPT,
    number: 1,
    keys: &[
        (3, true),
        (4, true),
        (5, false),
        (6, false),
        (8, false),
        (9, true),
        (40, true),
        (41, true),
        (42, false),
        (43, true),
        (44, true),
        (45, false),
        (46, true),
        (47, false),
    ],
};
pub static CERTIFIED_COPY_1: Version = Version {
    kind: KindNumber::CERTIFIED_COPY,
    number: 1,
    keys: &[
        (3, true),
        (4, true),
        (5, true),
        (6, true),
        (7, true),
        (8, true),
        (9, true),
        (10, false),
        (11, false),
        (12, true),
    ],
};

static ALL: &[&Version] =
    &[&THCS_YEAR_1, &THPT_YEAR_1, &WHOLE_TRANSCRIPT_1, &UNIVERSITY_TRANSCRIPT_1, &CERTIFIED_COPY_1];

impl Version {
    pub fn find(kind: u64, number: u64) -> Option<&'static Version> {
        ALL.iter().find(|known| u64::from(known.kind.number()) == kind && known.number == number).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::super::keys;
    use super::*;

    #[test]
    fn keys_ascend_and_are_in_the_table() {
        for version in ALL {
            assert!(version.keys.is_sorted_by(|(a, _), (b, _)| a < b), "{version:?}");
            assert!(version.keys.iter().all(|(key, _)| keys::TABLE.iter().any(|row| row.key == *key)), "{version:?}");
            assert!(version.kind.label().is_some());
        }
        assert!(keys::TABLE.is_sorted_by_key(|row| row.key));
    }
}
