//! Arguments of `vanbang code`.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Args;

use super::BasisOptions;

#[derive(Debug, Args)]
pub struct Code {
    /// Mã đã quét hay gõ lại («-»: đọc từ đầu vào chuẩn), mã ngắn dưới hình vuông, hoặc ảnh PNG, JPEG, tệp PDF có hình
    /// vuông · A code as scanned or typed ("-": from standard input), the short code below the symbol, or a PNG, JPEG
    /// or PDF file with the symbol
    #[arg(value_name = "TEXT|IMAGE|PDF", allow_hyphen_values = true)]
    pub code: String,
    /// Một đối tượng JSON · One JSON object
    #[arg(long)]
    pub json: bool,
    /// Thư mục những gì đơn vị đã công bố (vanbang publish --to), hoặc bản sao: bản kê, tình trạng, phong bì · A folder
    /// of what organisations published (vanbang publish --to), or a copy: manifests, status, envelopes
    #[arg(long, value_name = "DIR")]
    pub manifests: Option<PathBuf>,
    /// Xét theo thời điểm này, ví dụ 2026-05-29T10:00:00+07:00 · Judge at this time instead of now
    #[arg(long, value_name = "RFC3339")]
    pub at: Option<DateTime<Utc>>,
    /// Chấp nhận không hỏi tình trạng khi không có danh sách tình trạng; không có tùy chọn này thì tình trạng là
    /// «không biết» · Accept that standing is not asked where no status list is at hand; otherwise it is unknown
    #[arg(long)]
    pub offline: bool,
    #[command(flatten)]
    pub basis: BasisOptions,
}
