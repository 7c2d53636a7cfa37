//! The arguments of `vanbang copy`, and of documents that replace others.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub struct Copy {
    /// Số hiệu hoặc số vào sổ gốc, mỗi văn bằng một số · Serial or register numbers, one for each diploma
    #[arg(required = true, value_name = "NUMBER")]
    pub numbers: Vec<String>,
    /// Người yêu cầu · Who asks for the copies
    #[arg(long, value_name = "NAME")]
    pub requested_by: Option<String>,
    /// Số bản giấy của mỗi văn bằng (mặc định: 0, chỉ bản điện tử) · Paper copies of each (default: 0, electronic only)
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub paper: u16,
    /// Người ghi sổ cấp bản sao (mặc định: tên đăng nhập) · Who writes the copy-issue book (default: the login name)
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Thư mục của lô (mặc định: batches/ban-sao-NGÀY-SỐ) · Batch folder (default: batches/ban-sao-DATE-NUMBERS)
    #[arg(long, value_name = "DIR")]
    pub batch: Option<PathBuf>,
    /// Số luồng vẽ · Threads for drawing
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

/// Which issued batch is corrected, and why.
#[derive(Debug, Default, Args)]
pub struct Replaces {
    /// Cấp lại những văn bản khác với lô đã phát hành này, thay cho bản cũ · Issue again what differs from this
    /// issued batch; each replaces its old document
    #[arg(long, value_name = "BATCH", requires = "reason")]
    pub replaces: Option<PathBuf>,
    /// Lý do cấp lại · Why it is issued again
    #[arg(long, value_name = "TEXT", requires = "replaces")]
    pub reason: Option<String>,
    /// Giữ nguyên hiệu lực văn bản của những người không còn trong sổ điểm mới · Leave in force the documents of
    /// those who are not in the new workbooks
    #[arg(long, requires = "replaces")]
    pub keep_absent: bool,
    /// Số quyết định · Number of the decision
    #[arg(long, value_name = "NUMBER", requires = "decision_date", requires = "replaces")]
    pub decision: Option<String>,
    /// Ngày quyết định · Date of the decision
    #[arg(long, value_name = "YYYY-MM-DD", requires = "decision")]
    pub decision_date: Option<String>,
}
