//! Arguments of `vanbang publish`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["to", "new_key"])))]
pub struct Publish {
    /// Thư mục cho máy chủ web hoặc bản sao: chỉ dữ liệu đã ký hoặc đã mã hóa · A folder for a web server or mirror: signed or encrypted data alone
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
    /// Lập khóa tình trạng, trước khi đóng lô đầu tiên · Makes the status key, before the first batch is sealed
    #[arg(long)]
    pub new_key: bool,
    /// Đọc mật khẩu của khóa tình trạng từ bộ mô tả tệp N · Reads the status key's passphrase from file descriptor N
    #[arg(long, value_name = "N")]
    pub pin_fd: Option<u32>,
}
