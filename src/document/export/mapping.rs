//! The mappings: partner by partner, table by table, which member goes under which name. A new version of a
//! partner's layout is a new entry; old ones stay. docs/exports.md shows the same.

use super::cell::Form;
use crate::document::record::Kind;

/// One partner's layout in one version.
#[derive(Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The word of `--to`.
    pub partner: &'static str,
    pub version: u32,
    /// Kinds of record that it takes.
    pub kinds: &'static [Kind],
    pub tables: &'static [Table],
}

impl Mapping {
    /// The newest version of a partner's layout.
    pub fn of(partner: &str) -> Option<&'static Mapping> {
        MAPPINGS.iter().filter(|mapping| mapping.partner == partner).max_by_key(|mapping| mapping.version)
    }

    /// Partner and version, as an exported file names them.
    pub fn name(&self) -> String {
        format!("{}/{}", self.partner, self.version)
    }
}

/// One table of a partner.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    pub name: &'static str,
    pub rows: Rows,
    pub columns: &'static [Column],
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    Record,
    /// Each school year.
    Years,
    /// Each subject of each year.
    Subjects,
    /// Each certificate of each year.
    Certificates,
    /// Each line of the history.
    History,
}

/// One field of a partner.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub from: Place,
    pub form: Form,
    /// Where the name comes from: a source of the domain reference, or `D` for a name of ours.
    pub source: &'static str,
}

/// Where a value stands: a JSON pointer into the record, its year, or the row's own entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The document's identifier.
    Identifier,
    Record(&'static str),
    Year(&'static str),
    Entry(&'static str),
}

/// Named in the ministry's catalogue of data.
const CATALOGUE: &str = "C13";
/// The catalogue names the table and its key, not this column.
const OURS: &str = "D";

const fn column(name: &'static str, from: Place, form: Form) -> Column {
    Column { name, from, form, source: CATALOGUE }
}

const fn ours(name: &'static str, from: Place, form: Form) -> Column {
    Column { name, from, form, source: OURS }
}

const PUPIL: Column = column("mahocsinh", Place::Record("/student/moet_student_code"), Form::Text);

/// The national record of a digital transcript (domain 3.2).
const TRANSCRIPT: Table = Table {
    name: "thongtinsohocbasothcsthpt",
    rows: Rows::Years,
    columns: &[
        column("madinhdanhhocba", Place::Identifier, Form::Text),
        column("matruong", Place::Record("/organisation/school_code"), Form::Text),
        column("macaphoc", Place::Year("/grade"), Form::SchoolLevel),
        column("makhoi", Place::Year("/grade"), Form::Text),
        PUPIL,
        column("hovaten", Place::Record("/student/full_name"), Form::Text),
        column("gioitinh", Place::Record("/student/gender"), Form::Gender),
        column("dantoc", Place::Record("/student_page/ethnicity"), Form::Text),
        column("quoctich", Place::Record("/student_page/nationality"), Form::Text),
        column("hotencha", Place::Record("/student_page/father_name"), Form::Text),
        column("hotenme", Place::Record("/student_page/mother_name"), Form::Text),
        column("hotennguoigiamho", Place::Record("/student_page/guardian_name"), Form::Text),
        column("doituongchinhsach", Place::Record("/student_page/policy_group"), Form::Text),
        ours("namhoc", Place::Year("/school_year"), Form::Text),
        column("hocky1", Place::Year("/learning_s1"), Form::Level),
        column("hocky2", Place::Year("/learning_s2"), Form::Level),
        column("canam", Place::Year("/learning_year"), Form::Level),
        column("cokhuyettatkhongdanhgia", Place::Year("/not_assessed_disability"), Form::Flag),
        column("duoclenlop", Place::Year("/promotion"), Form::Flag),
        column("diadanhphathanh", Place::Record("/issue/place"), Form::Text),
        column("chucvugiamhieu", Place::Record("/issue/leader/title"), Form::Text),
    ],
};

const MARKS: Table = Table {
    name: "thongtinsohocbasothcsthpt_bangdiem",
    rows: Rows::Subjects,
    columns: &[
        PUPIL,
        ours("namhoc", Place::Year("/school_year"), Form::Text),
        column("mamonhoc", Place::Entry("/subject_code"), Form::Text),
        ours("hocky1", Place::Entry("/semester1"), Form::Assessment),
        ours("hocky2", Place::Entry("/semester2"), Form::Assessment),
        ours("canam", Place::Entry("/year"), Form::Assessment),
        ours("danhgialai", Place::Entry("/reassessed"), Form::Assessment),
    ],
};

const HISTORY: Table = Table {
    name: "thongtinsohocbasothcsthpt_quatrinhhoctap",
    rows: Rows::History,
    columns: &[
        PUPIL,
        ours("namhoc", Place::Entry("/school_year"), Form::Text),
        ours("lop", Place::Entry("/class_name"), Form::Text),
        ours("tentruong", Place::Entry("/school_name"), Form::Text),
    ],
};

const CERTIFICATES: Table = Table {
    name: "thongtinsohocbasothcsthpt_chungchi",
    rows: Rows::Certificates,
    columns: &[
        PUPIL,
        ours("namhoc", Place::Year("/school_year"), Form::Text),
        column("loaichungchi", Place::Entry(""), Form::Text),
    ],
};

/// The national record of a diploma (domain 3.2).
const DIPLOMA: Table = Table {
    name: "VanBangChungChi",
    rows: Rows::Record,
    columns: &[
        column("hovaten", Place::Record("/diploma/holder/full_name"), Form::Text),
        column("namsinh", Place::Record("/diploma/holder/date_of_birth"), Form::Year),
        column("gioitinh", Place::Record("/diploma/holder/gender"), Form::Gender),
        column("dantoc", Place::Record("/diploma/holder/ethnicity"), Form::Text),
        column("hinhthucdaotao", Place::Record("/diploma/study_mode"), Form::Text),
        column("hoidongthi", Place::Record("/diploma/exam_council"), Form::Text),
        column("khoathi", Place::Record("/diploma/exam_session"), Form::Text),
        column("namtotnghiep", Place::Record("/diploma/graduation_year"), Form::Text),
        column("ngaycap_nam", Place::Record("/diploma/issue_date"), Form::Year),
        column("donvicap", Place::Record("/diploma/issuer_name"), Form::Text),
        column("chucvu", Place::Record("/diploma/signer_title"), Form::Text),
        column("trangthai", Place::Record("/status"), Form::Text),
        ours("sohieu", Place::Record("/diploma/serial_no"), Form::Text),
        ours("sovaoso", Place::Record("/diploma/register_no"), Form::Text),
    ],
};

/// Every mapping there is.
pub static MAPPINGS: &[Mapping] = &[
    Mapping {
        partner: "csdl-nganh",
        version: 1,
        kinds: &[Kind::TranscriptYearSecondary, Kind::TranscriptSecondary],
        tables: &[TRANSCRIPT, MARKS, HISTORY, CERTIFICATES],
    },
    Mapping { partner: "van-bang-chung-chi", version: 1, kinds: &[Kind::CertifiedCopy], tables: &[DIPLOMA] },
];
