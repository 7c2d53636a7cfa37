//! Why a text is not a code, or why a code cannot be drawn.

use crate::wording::Phrase;

/// A refusal, with the stable code of protocol.md section 5 where it has one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text does not have the shape of protocol.md 5.2.
    #[error("not a code: {reason}")]
    Malformed { reason: Phrase },
    /// The first byte of the digits names a form that this version does not know.
    #[error("the code has form {form}, this program knows 1 and 2")]
    VersionUnknown { form: u8 },
    /// A host that cannot stand in a code.
    #[error("the host {host:?} cannot stand in a code: {reason}")]
    Host { host: String, reason: Phrase },
    /// An internationalised host that no directory lists.
    #[error("the host {host:?} has an xn-- label and the directory does not list it")]
    HostNotListed { host: String },
    /// A typed short code whose check character contradicts the rest.
    #[error("the short code ends in {found}, its other characters ask for {expected}")]
    ShortCodeCheck { expected: char, found: char },
    /// An opening that holds another record's secret, or is none.
    #[error("the opening is not of this record")]
    OpeningOfAnother,
    /// An opening of more digits than a code may have.
    #[error("the code needs {digits} digits, at most {most} may stand in it")]
    TextTooLong { digits: usize, most: usize },
    /// The text needs a larger symbol than its form may have (protocol.md 5.3).
    #[error("the code does not fit a symbol of version {limit}, the largest for its form")]
    SymbolTooLarge { limit: u8 },
    /// A side under the least of protocol.md 5.3, in micrometres without the quiet zone.
    #[error("a version {version} symbol needs a side of {least_um} µm, the layout gives {side_um}")]
    SideTooSmall { version: u8, side_um: u32, least_um: u32 },
    /// A module under 0.38 mm (protocol.md 5.3).
    #[error("{side_um} µm over {modules} modules is a module of {module_um} µm, the least is 380")]
    ModuleTooSmall { side_um: u32, modules: u32, module_um: u32 },
}

impl Error {
    pub(super) fn malformed(vi: &'static str, en: &'static str) -> Error {
        Error::Malformed { reason: Phrase::new(vi, en) }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Malformed { .. } => "CODE_MALFORMED",
            Error::VersionUnknown { .. } => "CODE_VERSION_UNKNOWN",
            Error::Host { .. } => "CODE_HOST_INVALID",
            Error::HostNotListed { .. } => "CODE_HOST_NOT_LISTED",
            Error::ShortCodeCheck { .. } => "CODE_SHORT_CHECK",
            Error::OpeningOfAnother => "CODE_OPENING_OF_ANOTHER",
            Error::TextTooLong { .. } => "CODE_TEXT_TOO_LONG",
            Error::SymbolTooLarge { .. } => "CODE_SYMBOL_TOO_LARGE",
            Error::SideTooSmall { .. } => "CODE_SIDE_TOO_SMALL",
            Error::ModuleTooSmall { .. } => "CODE_MODULE_TOO_SMALL",
        }
    }

    /// What went wrong, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::Malformed { reason } => format!("đây không phải là mã: {}", reason.vi),
            Error::VersionUnknown { form } => format!("mã thuộc dạng {form}, chương trình này biết dạng 1 và 2"),
            Error::Host { host, reason } => format!("tên miền «{host}» không đặt vào mã được: {}", reason.vi),
            Error::HostNotListed { host } => format!("tên miền «{host}» có phần xn-- mà danh bạ không liệt kê"),
            Error::ShortCodeCheck { expected, found } => {
                format!("mã ngắn kết thúc bằng {found}, theo các ký tự còn lại thì phải là {expected}")
            }
            Error::OpeningOfAnother => "phần mở không phải của bản ghi này".to_owned(),
            Error::TextTooLong { digits, most } => format!("mã cần {digits} chữ số, chỉ chứa được {most}"),
            Error::SymbolTooLarge { limit } => {
                format!("mã không vừa hình vuông phiên bản {limit}, cỡ lớn nhất của dạng này")
            }
            Error::SideTooSmall { version, side_um, least_um } => {
                format!("hình vuông phiên bản {version} cần cạnh {least_um} µm, mẫu chỉ cho {side_um} µm")
            }
            Error::ModuleTooSmall { side_um, modules, module_um } => {
                format!("{side_um} µm chia {modules} ô thì mỗi ô {module_um} µm, ít nhất phải là 380 µm")
            }
        }
    }

    /// What the person can do, Vietnamese first.
    pub fn hint(&self) -> (&'static str, &'static str) {
        match self {
            Error::Malformed { .. } => (
                "Quét lại mã, hoặc nhập mã ngắn in dưới hình vuông.",
                "Scan the code again, or type the short code printed under the symbol.",
            ),
            Error::VersionUnknown { .. } => (
                "Mã do phiên bản mới hơn tạo ra: hãy cập nhật chương trình.",
                "A newer version made this code: update the program.",
            ),
            Error::Host { .. } => (
                "Ghi tên miền như verify.truong.edu.vn, tối đa 60 ký tự, không có cổng.",
                "Give a host such as verify.school.edu.vn, at most 60 characters, without a port.",
            ),
            Error::HostNotListed { .. } => (
                "Chỉ tin tên miền có dấu khi danh bạ liệt kê đúng tên đó.",
                "Trust an internationalised host only when the directory lists exactly it.",
            ),
            Error::ShortCodeCheck { .. } => (
                "Có ký tự gõ nhầm: hãy so lại với mã ngắn trên giấy.",
                "A character was mistyped: compare with the short code on the paper.",
            ),
            Error::OpeningOfAnother => (
                "Dữ liệu của lô đã bị lẫn: hãy lập lại lô từ bảng điểm.",
                "The batch's data were mixed up: plan the batch again from the workbooks.",
            ),
            Error::SymbolTooLarge { .. } | Error::TextTooLong { .. } => {
                ("Dùng tên miền ngắn hơn, hoặc in dạng S.", "Use a shorter host, or print the S form.")
            }
            Error::SideTooSmall { .. } | Error::ModuleTooSmall { .. } => {
                ("Tăng cạnh của mã trong mẫu trình bày.", "Make the symbol larger in the layout.")
            }
        }
    }
}
