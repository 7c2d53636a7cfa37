//! The office folder: what stands in it from the first day.

use std::path::Path;

use vanbang::signature::fetch::CONFIGURATION;

use crate::config::SETTINGS;
use crate::failure::Failure;
use crate::input;

/// Sample workbooks of two classes with thirty pupils, semester I and II; every name is invented.
pub const ROSTERS: [(&str, &[u8]); 2] = [
    ("so_diem_tong_ket_khoi_6_hk1.xlsx", include_bytes!("../../examples/office/so_diem_tong_ket_khoi_6_hk1.xlsx")),
    ("so_diem_tong_ket_khoi_6_hk2.xlsx", include_bytes!("../../examples/office/so_diem_tong_ket_khoi_6_hk2.xlsx")),
];

/// Sample diplomas of a register.
pub const DIPLOMAS: (&str, &[u8]) = ("so_goc_thpt.csv", include_bytes!("../../examples/office/so_goc_thpt.csv"));

/// A sample of each other layout: whole transcripts, a university's tables, diplomas, requests for copies.
const SAMPLES: [(&str, &[u8]); 4] = [
    ("hoc_ba_mau.xlsx", include_bytes!("../../examples/office/hoc_ba_mau.xlsx")),
    ("bang_diem_dai_hoc_mau.xlsx", include_bytes!("../../examples/office/bang_diem_dai_hoc_mau.xlsx")),
    DIPLOMAS,
    ("de_nghi_ban_sao_mau.xlsx", include_bytes!("../../examples/office/de_nghi_ban_sao_mau.xlsx")),
];

/// Organisation, signers and classes of the sample school.
pub const SAMPLE_SETTINGS: &str = include_str!("../../examples/office/vanbang.toml");

/// Hosts that may be asked; all of it is commented out.
const FETCH: &str = include_str!("../../examples/office/fetch.toml");

const SIGNERS: &str = "
# --- Ai ký bằng token nào · Which token signs for whom --------------------------------------
# Bỏ dấu # và điền tên thư viện của token. Mã PIN không bao giờ ghi ở đây.
# Remove the # and name your token's module. The PIN never stands here.
#
# [signers.homeroom_teacher]
# module = 'C:\\Windows\\System32\\viettel-ca_v6.dll'
# token = \"nhãn của token\"
# certificate = \"nhãn, id:… hoặc sha256:…\"
# image = \"images/chu-ky.png\"
#
# [signers.school_leader]
# module = 'C:\\Windows\\System32\\eTPKCS11.dll'
#
# [signers.organisation]
# module = 'C:\\Windows\\System32\\bit4xpki.dll'
# image = \"images/con-dau.png\"
";

const READMES: [(&str, &str); 4] = [
    (
        "trust",
        "anchors/: chứng thư gốc mà đơn vị tin. tsa/: gốc của dịch vụ dấu thời gian. crls/: danh sách thu hồi (CRL) và phản hồi OCSP đã tải về. directory.json: danh bạ đơn vị. fetch.toml: máy chủ được phép hỏi qua mạng.\nHãy thêm bằng: vanbang trust add TỆP (đối chiếu dấu vân tay trước).\n\nanchors/: trusted roots. tsa/: timestamp roots. crls/: downloaded revocation lists and OCSP responses. directory.json: organisations. fetch.toml: hosts that may be asked. Add with: vanbang trust add FILE\n",
    ),
    (
        "templates",
        "Mẫu riêng của đơn vị: LOẠI/PHIÊN-BẢN/template.typ. Để trống thì dùng mẫu có sẵn.\n\nThe office's own templates: KIND/VERSION/template.typ. Empty: the built-in ones are used.\n",
    ),
    (
        "fonts",
        "Phông chữ có bản quyền của đơn vị (.ttf, một họ chữ). Để trống thì dùng Tinos có sẵn.\n\nThe office's own licensed fonts (.ttf, one family). Empty: the built-in Tinos is used.\n",
    ),
    (
        "images",
        "Ảnh chữ ký và con dấu, PNG nền trong suốt; ghi tên tệp ở [signers.…] image.\n\nImages of signatures and the seal, transparent PNG; name them at [signers.…] image.\n",
    ),
];

/// Makes an office folder out of a folder that is new or empty.
pub fn create(folder: &Path, settings: &str) -> Result<(), Failure> {
    input::make_folder(folder)?;
    for (name, text) in READMES {
        let inner = folder.join(name);
        input::make_folder(&inner)?;
        input::write(&inner.join("README.txt"), text.as_bytes())?;
    }
    for inner in ["trust/anchors", "trust/tsa", "trust/crls"] {
        input::make_folder(&folder.join(inner))?;
    }
    input::write(&folder.join("trust").join(CONFIGURATION), FETCH.as_bytes())?;
    for (name, bytes) in ROSTERS.into_iter().chain(SAMPLES) {
        input::write(&folder.join(name), bytes)?;
    }
    // Last, because it is what makes the folder an office folder.
    input::write(&folder.join(SETTINGS), settings.as_bytes())
}

/// The sample settings with what a school fills in first.
pub fn first_settings() -> String {
    format!("{}\n{SIGNERS}", SAMPLE_SETTINGS.trim_end())
}

/// Whether nothing stands in the way of making `folder`.
pub fn is_free(folder: &Path) -> Result<bool, Failure> {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(Failure::io(folder, "không đọc được thư mục", "the folder cannot be read", &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vanbang::document::roster::OfficeSettings;
    use vanbang::signature::fetch::Network;

    #[test]
    fn what_a_school_starts_with_can_be_read() {
        let text = first_settings();
        OfficeSettings::parse(SETTINGS, &text).unwrap();
        // The commented tables hold when the mark is taken away.
        let (before, signers) = text.split_once("# [signers.homeroom_teacher]").unwrap();
        let open: Vec<&str> = signers.lines().map(|line| line.trim_start_matches("# ").trim_matches('#')).collect();
        let all = format!("{before}[signers.homeroom_teacher]\n{}", open.join("\n"));
        toml::from_str::<toml::Table>(&all).unwrap();
    }

    #[test]
    fn the_first_configuration_asks_nobody_and_its_comments_hold() {
        let folder = tempfile::tempdir().unwrap();
        let open = |text: &str| {
            std::fs::write(folder.path().join(CONFIGURATION), text).unwrap();
            Network::open(folder.path()).unwrap()
        };
        assert!(open(FETCH).is_none());
        let is_entry = |line: &&str| {
            let key = line.split(" = ").next().unwrap_or_default();
            line.starts_with(['[', '"']) || line.contains(" = ") && !key.contains(' ')
        };
        let entries = FETCH.lines().filter_map(|line| line.strip_prefix("# ")).filter(is_entry);
        let all: Vec<&str> = entries.filter(|line| !line.starts_with("roots")).collect();
        assert_eq!(open(&all.join("\n")).unwrap().hosts(), 3);
    }
}
