//! `vanbang init`: an office folder to start from.

use super::Session;
use crate::cli::Init;
use crate::failure::Failure;
use crate::office;
use crate::show::typed;

pub fn run(arguments: &Init, session: &Session) -> Result<u8, Failure> {
    let folder = &arguments.folder;
    if !office::is_free(folder)? {
        return Err(Failure::new("FOLDER_NOT_EMPTY", "thư mục không trống", "the folder is not empty")
            .about(folder)
            .hint("Hãy chọn một thư mục mới.", "Choose a new folder."));
    }
    office::create(folder, &office::first_settings())?;
    let [(first, _), (second, _)] = office::ROSTERS;
    let place = typed(folder);
    session.console.tell(
        format!("Đã tạo {place}: vanbang.toml, trust/, templates/, fonts/, images/ và bảng tính mẫu của từng loại."),
        format!("Made {place}: vanbang.toml, trust/, templates/, fonts/, images/ and a sample workbook of each kind."),
    );
    session.console.tell(
        format!("Thử ngay: cd {place} && vanbang check {first} {second}"),
        format!("Try: cd {place} && vanbang check {first} {second}"),
    );
    Ok(0)
}
