//! The kinds of document, and who signs each of them in which order.

use std::fmt;

/// A kind of document. It fixes the record's schema and the roles that sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// One school year of a lower or upper secondary transcript (học bạ), Thông tư 22/2021.
    TranscriptYearSecondary,
    /// The whole transcript (học bạ) of lower or upper secondary school.
    TranscriptSecondary,
    /// A university transcript (bảng điểm).
    TranscriptUniversity,
    /// A copy of a diploma from the register (bản sao từ sổ gốc).
    CertifiedCopy,
}

impl Kind {
    /// Every kind there is.
    pub const ALL: &'static [Kind] =
        &[Kind::TranscriptYearSecondary, Kind::TranscriptSecondary, Kind::TranscriptUniversity, Kind::CertifiedCopy];

    /// The stable name used by the command line, templates and batches.
    pub fn code(self) -> &'static str {
        match self {
            Kind::TranscriptYearSecondary => "transcript-year-secondary",
            Kind::TranscriptSecondary => "transcript-secondary",
            Kind::TranscriptUniversity => "transcript-university",
            Kind::CertifiedCopy => "certified-copy",
        }
    }

    /// Whether its documents print their claims, so that the paper can be checked without any server: the F form of
    /// the code where it fits.
    pub fn prints_claims(self) -> bool {
        self == Kind::CertifiedCopy
    }

    /// The kind of that code.
    pub fn from_code(code: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.code() == code)
    }

    /// The value of a record's member `schema`: code and version.
    pub fn schema(self) -> &'static str {
        match self {
            Kind::TranscriptYearSecondary => "transcript-year-secondary/1",
            Kind::TranscriptSecondary => "transcript-secondary/1",
            Kind::TranscriptUniversity => "transcript-university/1",
            Kind::CertifiedCopy => "certified-copy/1",
        }
    }

    /// The kind whose record carries this `schema`.
    pub fn from_schema(schema: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.schema() == schema)
    }

    /// The roles that sign, first signer first.
    pub fn roles(self) -> &'static [Role] {
        match self {
            Kind::TranscriptYearSecondary => &[Role::HomeroomTeacher, Role::SchoolLeader, Role::Organisation],
            Kind::TranscriptSecondary => &[Role::SchoolLeader, Role::Organisation],
            Kind::TranscriptUniversity => &[Role::HeadOfTraining, Role::Organisation],
            Kind::CertifiedCopy => &[Role::CopySigner, Role::Organisation],
        }
    }

    /// What Vietnamese readers call it.
    pub fn label_vi(self) -> &'static str {
        match self {
            Kind::TranscriptYearSecondary => "Học bạ trung học (một năm học)",
            Kind::TranscriptSecondary => "Học bạ trung học (cả cấp học)",
            Kind::TranscriptUniversity => "Bảng điểm đại học",
            Kind::CertifiedCopy => "Bản sao văn bằng từ sổ gốc",
        }
    }

    /// What English readers call it.
    pub fn label_en(self) -> &'static str {
        match self {
            Kind::TranscriptYearSecondary => "Secondary school transcript (one school year)",
            Kind::TranscriptSecondary => "Secondary school transcript (all years)",
            Kind::TranscriptUniversity => "University transcript",
            Kind::CertifiedCopy => "Copy of a diploma from the register",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// In what capacity a signature is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Role {
    /// Giáo viên chủ nhiệm.
    HomeroomTeacher,
    /// Hiệu trưởng, or a deputy who signs for them.
    SchoolLeader,
    /// Trưởng phòng đào tạo by order of the rector, or the rector.
    HeadOfTraining,
    /// Who is competent to sign copies from the register.
    CopySigner,
    /// The organisation itself: the electronic con dấu.
    Organisation,
}

impl Role {
    /// Every role there is.
    pub const ALL: &'static [Role] =
        &[Role::HomeroomTeacher, Role::SchoolLeader, Role::HeadOfTraining, Role::CopySigner, Role::Organisation];

    /// The stable name used by the command line and journals.
    pub fn code(self) -> &'static str {
        match self {
            Role::HomeroomTeacher => "homeroom_teacher",
            Role::SchoolLeader => "school_leader",
            Role::HeadOfTraining => "head_of_training",
            Role::CopySigner => "copy_signer",
            Role::Organisation => "organisation",
        }
    }

    /// The role of that code.
    pub fn from_code(code: &str) -> Option<Role> {
        Role::ALL.iter().copied().find(|role| role.code() == code)
    }

    /// The name of the signature field that this role fills.
    pub fn field(self) -> &'static str {
        match self {
            Role::HomeroomTeacher => "homeroom_confirm",
            Role::SchoolLeader => "leader_confirm",
            Role::HeadOfTraining => "training_confirm",
            Role::CopySigner => "copy_signer",
            Role::Organisation => "org_seal",
        }
    }

    /// What Vietnamese readers call it.
    pub fn label_vi(self) -> &'static str {
        match self {
            Role::HomeroomTeacher => "Giáo viên chủ nhiệm",
            Role::SchoolLeader => "Lãnh đạo nhà trường",
            Role::HeadOfTraining => "Trưởng phòng đào tạo",
            Role::CopySigner => "Người ký bản sao",
            Role::Organisation => "Con dấu của cơ quan, tổ chức",
        }
    }

    /// What English readers call it.
    pub fn label_en(self) -> &'static str {
        match self {
            Role::HomeroomTeacher => "Homeroom teacher",
            Role::SchoolLeader => "School leader",
            Role::HeadOfTraining => "Head of training",
            Role::CopySigner => "Signer of copies",
            Role::Organisation => "Seal of the organisation",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_back_to_their_kind_and_role() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(*kind));
            assert_eq!(Kind::from_schema(kind.schema()), Some(*kind));
        }
        for role in Role::ALL {
            assert_eq!(Role::from_code(role.code()), Some(*role));
        }
        assert_eq!(Kind::from_code("Transcript-Year-Secondary"), None);
    }
}
