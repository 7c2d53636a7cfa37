//! Arguments of `vanbang publish`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["to", "new_key"])))]
pub struct Publish {
    /// Thư mục cho máy chủ web hoặc bản sao, hoặc địa chỉ https:// của vanbangd (nêu được nhiều lần): chỉ dữ liệu đã ký
    /// hoặc đã mã hóa · A folder for a web server or mirror, or the https:// address of a vanbangd (repeatable): signed
    /// or encrypted data alone
    #[arg(long, value_name = "DIR|URL")]
    pub to: Vec<String>,
    /// Xin dấu thời gian cho bản kê chưa có, hoặc có dấu sắp hết hạn (tsa trong trust/fetch.toml) · Timestamps for
    /// manifests that have none, or whose last one ends soon
    #[arg(long, requires = "to")]
    pub stamp: bool,
    /// Gửi lại tất cả, khi máy chủ đã mất dữ liệu · Send everything again, to a server that lost its data
    #[arg(long, requires = "to")]
    pub again: bool,
    /// Thư mục đơn vị vừa được khôi phục từ bản sao lưu: đánh số tình trạng tiếp theo số đã công bố · The office folder
    /// was restored from a backup: status numbers go on from the published one
    #[arg(long, requires = "to")]
    pub restored: bool,
    /// Lập khóa tình trạng, trước khi đóng lô đầu tiên · Makes the status key, before the first batch is sealed
    #[arg(long)]
    pub new_key: bool,
    /// Với --new-key: lập khóa mới thay khóa cũ, khi khóa cũ bị lộ hay mất mật khẩu · With --new-key: a new key in
    /// place of the old one, which leaked or whose passphrase is lost
    #[arg(long, requires = "new_key")]
    pub replace: bool,
    /// Lô nằm ngoài thư mục batches/ (nêu được nhiều lần) · A batch folder outside batches/ (repeatable)
    #[arg(long, value_name = "DIR", requires = "to")]
    pub batch: Vec<PathBuf>,
    /// Đọc mật khẩu của khóa tình trạng từ bộ mô tả tệp N · Reads the status key's passphrase from file descriptor N
    #[arg(long, value_name = "N")]
    pub pin_fd: Option<u32>,
}
