//! The arguments. Every help line is Vietnamese first, then English.

mod code;
mod copy;
mod directory;
mod export;
mod publish;
mod register;
mod signing;

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand, ValueEnum};
pub use code::Code;
pub use copy::{Copy, Replaces};
pub use directory::{DirectoryAdd, DirectorySign, DirectoryUpdate, TrustDirectory};
pub use export::{Export, ExportFormat};
pub use publish::Publish;
pub use register::{
    GroundName, Register, RegisterAmend, RegisterAudit, RegisterGiveUp, RegisterImport, RegisterRestore, RegisterShow,
    RegisterWithdraw,
};
pub use signing::{CeremonyOptions, Delegate, Issue, OnRemoval, Sign, SignerOptions, Token, TokenCheck, TokenList};
use vanbang::signature::crypto::Oid;
use vanbang::verify::Revocation;

use crate::show::Language;

/// Học bạ, văn bằng điện tử tự chứng minh: lập, ký, kiểm tra · Transcripts and diplomas that prove themselves
#[derive(Debug, Parser)]
#[command(name = "vanbang", version, arg_required_else_help = true)]
pub struct Cli {
    /// Ngôn ngữ thông báo (mặc định: vi; en khi LANG là en*) · Language of the messages (default: vi; en when LANG is en*)
    #[arg(long, global = true, value_enum, value_name = "vi|en")]
    pub lang: Option<Language>,
    /// Thư mục làm việc của đơn vị (mặc định: thư mục hiện tại) · Office folder (default: the current folder)
    #[arg(long, global = true, value_name = "DIR")]
    pub office: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Kiểm tra tệp PDF: ai ký, có bị sửa không · Verify PDF files
    Verify(Verify),
    /// Kiểm tra mã trên giấy: gõ lại, ảnh chụp hay PDF · Check the code on a paper: typed, a photograph or a PDF
    Code(Code),
    /// Chứng thư gốc tin cậy của đơn vị · Trust anchors of the office
    #[command(subcommand)]
    Trust(Trust),
    /// Chứng thư số, xét riêng · Certificates by themselves
    #[command(subcommand)]
    Cert(Cert),
    /// USB token đang cắm · The tokens that are plugged in
    #[command(subcommand)]
    Token(Token),
    /// Tạo thư mục làm việc cho đơn vị, kèm sổ điểm mẫu · Make an office folder with sample workbooks
    Init(Init),
    /// Soát sổ điểm, báo mọi lỗi theo từng ô, không ghi gì · Check workbooks: every problem by cell, nothing written
    Check(Check),
    /// Lập học bạ, bảng điểm từ bảng tính và ký lượt đầu; chạy lại để tiếp tục · Draw a batch and apply the first signature; resumes
    Issue(Box<Issue>),
    /// Ký lượt tiếp theo trên cả lô; chạy lại để tiếp tục · The next signature over a batch; resumes
    Sign(Sign),
    /// Bản sao từ sổ gốc, kèm số trong sổ cấp bản sao; chạy lại để tiếp tục · Copies from the register, with their numbers; resumes
    Copy(Copy),
    /// Sổ gốc: vào sổ, chỉnh sửa, thu hồi, soát, sao lưu · The register: enter, amend, withdraw, audit, back up
    #[command(subcommand)]
    Register(Register),
    /// Cho khóa tình trạng lên tiếng bằng con dấu: lần đầu, gia hạn, hoặc khóa mới thay khóa cũ · Let the status key
    /// speak, by the seal: for the first time, for longer, or a new key in place of the old one
    Delegate(Box<Delegate>),
    /// Công bố bản kê, phong bì mã hóa và tình trạng · Publish signed lists, encrypted facts and what counts today
    Publish(Publish),
    /// Xuất dữ liệu theo tên trường của nơi nhận · Export under a partner's field names
    Export(Export),
    /// Chạy thử trọn việc trên dữ liệu mẫu, khóa dùng một lần · The whole job on sample data with throw-away keys
    Demo(Demo),
    /// Đo tốc độ · Measure speed
    Bench(Bench),
    /// Vẽ trang cho báo cáo; chương trình tự gọi mình · Draws pages for a report; the program calls itself so
    #[command(hide = true)]
    Pictures,
    /// Tìm mã trong ảnh; chương trình tự gọi mình · Looks for codes in pictures; the program calls itself so
    #[command(hide = true)]
    Scan,
    /// Giữ trình điều khiển token; chương trình tự gọi mình · Holds a token's driver; the program calls itself so
    #[command(hide = true)]
    TokenDriver,
    /// Vẽ văn bản theo mẫu của đơn vị; chương trình tự gọi mình · Draws by an office's template; the program calls itself so
    #[command(hide = true)]
    Press,
}

#[derive(Debug, Args)]
pub struct Init {
    /// Thư mục mới hoặc còn trống · A new or empty folder
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

#[derive(Debug, Args)]
pub struct Check {
    /// Sổ điểm, danh sách (.xlsx, .xls, .ods, .csv) · Workbooks and lists
    #[arg(required = true, value_name = "ROSTER")]
    pub rosters: Vec<PathBuf>,
    /// Dùng để lập gì: loại văn bản như ở lệnh issue, hoặc register (vào sổ gốc) · What it is for: a kind
    /// of document as for issue, or register
    #[arg(long, default_value = "transcript-year-secondary", value_name = "KIND")]
    pub kind: String,
}

#[derive(Debug, Args)]
pub struct Demo {
    /// Thư mục kết quả (mặc định: demo) · Where to put everything (default: demo)
    #[arg(long, default_value = "demo", value_name = "DIR")]
    pub out: PathBuf,
}

#[derive(Debug, Args)]
pub struct Bench {
    /// Đo gì · What to measure
    #[arg(value_enum, value_name = "draw|sign|issue|verify|paths|roster|plan|openings|register|code")]
    pub what: BenchWhat,
    /// Số văn bản, 1 đến 100000 (mặc định: 100) · Number of documents, 1 to 100000 (default: 100)
    #[arg(long, default_value_t = 100, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub count: u32,
    /// Một đối tượng JSON · One JSON object
    #[arg(long)]
    pub json: bool,
    /// Số luồng (ký: luôn 1) · Threads (signing: always 1)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    pub threads: Option<u32>,
    /// Mẫu để vẽ (draw; mặc định: học bạ một năm học) · Template to draw by (draw; default: one school year)
    #[arg(long, value_enum, value_name = "TEMPLATE", default_value_t = BenchTemplate::TranscriptYearSecondary)]
    pub template: BenchTemplate,
    /// Có xét thu hồi không (verify, paths) · Whether revocation is asked (verify, paths; default: require)
    #[arg(long, value_enum, value_name = "require|ignore")]
    pub revocation: Option<RevocationRule>,
    /// Giữ những gì được đo trong thư mục này (draw, sign, verify, paths, code), để đo chương trình khác · Keep
    /// what is measured in this folder (draw, sign, verify, paths, code), to measure others on it
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
    #[command(flatten)]
    pub signer: SignerOptions,
}

/// The folders of `templates/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BenchTemplate {
    TranscriptYearSecondary,
    TranscriptSecondary,
    TranscriptUniversity,
    TranscriptUniversityEn,
    CertifiedCopy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BenchWhat {
    Draw,
    Sign,
    Issue,
    Verify,
    Paths,
    Roster,
    Plan,
    Openings,
    Register,
    Code,
}

#[derive(Debug, Args)]
pub struct Verify {
    /// Tệp PDF · PDF files
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Mỗi tệp một đối tượng JSON trên một dòng · One JSON object a line
    #[arg(long)]
    pub json: bool,
    /// Ghi báo cáo HTML: kết luận, trang khi ký bên cạnh trang hiện tại (với một tệp PDF) · Write an HTML
    /// report: the verdict, the page as signed beside the page as it is (with one PDF file)
    #[arg(long, value_name = "FILE.html")]
    pub report: Option<PathBuf>,
    /// Thư mục dữ liệu mà đơn vị đã công bố (vanbang publish --to), hoặc bản sao: văn bản có trong bản kê không, còn hiệu
    /// lực không · A folder of what organisations published, or a copy: whether the signed list holds the document, and
    /// how it stands
    #[arg(long, value_name = "DIR")]
    pub manifests: Option<PathBuf>,
    /// Xét theo thời điểm này, ví dụ 2026-05-29T10:00:00+07:00 · Judge at this time instead of now
    #[arg(long, value_name = "RFC3339")]
    pub at: Option<DateTime<Utc>>,
    /// Không nối mạng, dù trust/fetch.toml có nêu máy chủ; --at cũng vậy · Never connect, whatever
    /// trust/fetch.toml names; with --at neither
    #[arg(long)]
    pub offline: bool,
    #[command(flatten)]
    pub basis: BasisOptions,
}

/// What is judged by: whom the person trusts, and what is at hand.
#[derive(Debug, Args)]
pub struct BasisOptions {
    /// Chứng thư gốc tin cậy, PEM hoặc DER; không có thì theo trust/ của --office, của thư mục hiện tại
    /// có vanbang.toml, hoặc của riêng bạn: dòng «Căn cứ» nêu rõ · Trust anchors, PEM or DER
    /// (repeatable); without it trust/ of --office, of a current folder with vanbang.toml, or your own,
    /// as the line "Judged by" tells
    #[arg(long, value_name = "FILE|DIR")]
    pub trust: Vec<PathBuf>,
    /// Chứng thư gốc của dịch vụ cấp dấu thời gian · Anchors of timestamp authorities (default: as --trust)
    #[arg(long, value_name = "FILE|DIR")]
    pub tsa_trust: Vec<PathBuf>,
    /// Danh sách thu hồi, phản hồi OCSP, chứng thư trung gian có sẵn · CRLs, OCSP responses and intermediate
    /// certificates at hand (repeatable)
    #[arg(long, value_name = "FILE|DIR")]
    pub evidence: Vec<PathBuf>,
    /// Chứng thư bị thu hồi: bắt buộc xét, xét nếu có, bỏ qua · What to do about revocation (default: require)
    #[arg(long, value_enum, value_name = "require|prefer|ignore")]
    pub revocation: Option<RevocationRule>,
    /// Danh bạ đơn vị (mặc định: directory.json của thư mục tin cậy) · Organisation directory (default: directory.json of the trust folder)
    #[arg(long, value_name = "FILE")]
    pub directory: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Cert {
    /// Đường dẫn từ một chứng thư tới gốc tin cậy có hợp lệ không · Whether a path to an anchor holds
    Verify(CertVerify),
}

#[derive(Debug, Args)]
pub struct CertVerify {
    /// Chứng thư cần xét, PEM hoặc DER · The certificate in question, PEM or DER
    #[arg(value_name = "CERT")]
    pub certificate: PathBuf,
    /// Chứng thư gốc tin cậy · Trust anchors (repeatable)
    #[arg(long, value_name = "FILE")]
    pub anchor: Vec<PathBuf>,
    /// Chứng thư trung gian · Intermediate certificates (repeatable)
    #[arg(long, value_name = "FILE")]
    pub intermediate: Vec<PathBuf>,
    /// Danh sách chứng thư bị thu hồi · Certificate revocation lists (repeatable)
    #[arg(long, value_name = "FILE")]
    pub crl: Vec<PathBuf>,
    /// Xét theo thời điểm này, ví dụ 2026-05-29T10:00:00+07:00 · Judge at this time instead of now
    #[arg(long, value_name = "RFC3339")]
    pub at: Option<DateTime<Utc>>,
    /// Chính sách chứng thư được chấp nhận · Acceptable certificate policies (repeatable; default: any)
    #[arg(long, value_name = "OID", value_parser = policy_oid)]
    pub policy: Vec<Oid>,
    /// Đường dẫn phải đạt một chính sách được chấp nhận · The path must be valid for an acceptable policy
    #[arg(long)]
    pub require_policy: bool,
    /// Không chấp nhận anyPolicy · Do not accept anyPolicy
    #[arg(long)]
    pub forbid_any_policy: bool,
    /// Không chấp nhận chuyển đổi chính sách · Do not accept policy mappings
    #[arg(long)]
    pub forbid_policy_mapping: bool,
    /// Số tổ chức chứng thực trung gian tối đa · Most intermediate authorities, self-issued ones not counted
    #[arg(long, value_name = "N")]
    pub max_depth: Option<usize>,
    /// Chứng thư bị thu hồi: bắt buộc xét, xét nếu có, bỏ qua · What to do about revocation (default: require)
    #[arg(long, value_enum, value_name = "require|prefer|ignore", default_value = "require")]
    pub revocation: RevocationRule,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RevocationRule {
    Require,
    Prefer,
    Ignore,
}

impl From<RevocationRule> for Revocation {
    fn from(rule: RevocationRule) -> Self {
        match rule {
            RevocationRule::Require => Self::Require,
            RevocationRule::Prefer => Self::Prefer,
            RevocationRule::Ignore => Self::Ignore,
        }
    }
}

#[derive(Debug, Subcommand)]
pub enum Trust {
    /// Thêm chứng thư gốc, sau khi đối chiếu dấu vân tay · Add anchors, after comparing fingerprints
    Add(TrustAdd),
    /// Ghi con dấu của chính đơn vị vào danh bạ directory.json · Pin the organisation's own seal in directory.json
    Seal(TrustSeal),
    /// Danh bạ đơn vị: xem, nhận, cập nhật, ký · The directory of organisations: show, add, update, sign
    #[command(subcommand)]
    Directory(TrustDirectory),
    /// Liệt kê · List
    List,
    /// Bỏ một chứng thư gốc · Remove an anchor
    Remove(TrustRemove),
}

#[derive(Debug, Args)]
pub struct TrustAdd {
    /// Tệp chứng thư, PEM hoặc DER · Certificate files, PEM or DER
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Gốc của dịch vụ cấp dấu thời gian · As an anchor of timestamp authorities
    #[arg(long)]
    pub tsa: bool,
    /// Đã đối chiếu dấu vân tay: không hỏi lại · The fingerprint has been compared: do not ask
    #[arg(long)]
    pub yes: bool,
    /// Lấy chứng thư từ đâu (ghi vào provenance.json) · Where it came from (kept in provenance.json)
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,
}

#[derive(Debug, Args)]
pub struct TrustSeal {
    /// Tệp chứng thư của con dấu, PEM hoặc DER · The seal's certificate, PEM or DER
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Đã đối chiếu dấu vân tay: không hỏi lại · The fingerprint has been compared: do not ask
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Args)]
pub struct TrustRemove {
    /// Dấu vân tay SHA-256, đủ 64 chữ số hoặc ít nhất 8 chữ số đầu · SHA-256 fingerprint, whole or its first 8 digits
    #[arg(value_name = "FINGERPRINT")]
    pub fingerprint: String,
}

fn policy_oid(text: &str) -> Result<Oid, String> {
    Oid::from_dotted(text).ok_or_else(|| "dạng đúng: 2.16.840.1.101 · expected: 2.16.840.1.101".into())
}
