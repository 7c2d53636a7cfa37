//! The levels of Thông tư 58/2011 as its rules compare them: no word of another circular among them.

use crate::document::record::Level;

/// Học lực, lowest first. Điều 13.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Academic {
    Kem,
    Yeu,
    TrungBinh,
    Kha,
    Gioi,
}

impl Academic {
    /// Lowest first.
    pub const ALL: [Academic; 5] = [Academic::Kem, Academic::Yeu, Academic::TrungBinh, Academic::Kha, Academic::Gioi];

    /// The level with this word, where it is one of these.
    pub fn of(word: Level) -> Option<Academic> {
        Academic::ALL.into_iter().find(|level| level.word() == word)
    }

    /// The word in a record.
    pub fn word(self) -> Level {
        match self {
            Academic::Kem => Level::Kem,
            Academic::Yeu => Level::Yeu,
            Academic::TrungBinh => Level::TrungBinh,
            Academic::Kha => Level::Kha,
            Academic::Gioi => Level::Gioi,
        }
    }
}

/// Hạnh kiểm, lowest first. Điều 3 khoản 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Conduct {
    Yeu,
    TrungBinh,
    Kha,
    Tot,
}

impl Conduct {
    /// Lowest first.
    pub const ALL: [Conduct; 4] = [Conduct::Yeu, Conduct::TrungBinh, Conduct::Kha, Conduct::Tot];

    /// The level with this word, where it is one of these.
    pub fn of(word: Level) -> Option<Conduct> {
        Conduct::ALL.into_iter().find(|level| level.word() == word)
    }

    /// The word in a record.
    pub fn word(self) -> Level {
        match self {
            Conduct::Yeu => Level::Yeu,
            Conduct::TrungBinh => Level::TrungBinh,
            Conduct::Kha => Level::Kha,
            Conduct::Tot => Level::Tot,
        }
    }
}
