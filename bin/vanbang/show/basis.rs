//! What a verdict rests on: the trust folder, where it stands and who chose it.

use std::path::PathBuf;

use vanbang::verify::{Policy, Revocation};

use crate::cli::BasisOptions;
use crate::command::Session;
use crate::config::Origin;

/// By what is judged, and what weakens or empties the answer.
pub fn show(policy: &Policy, options: &BasisOptions, session: &Session) {
    names(policy, options, session);
    if policy.trust.anchors.is_empty() {
        session.console.note(
            "Lưu ý: chưa có chứng thư gốc tin cậy nào; dùng --trust TỆP hoặc: vanbang trust add TỆP",
            "Note: no trust anchor is known; give --trust FILE or run: vanbang trust add FILE",
        );
    }
    if policy.trust.revocation == Revocation::Ignore {
        let by = match options.revocation {
            Some(_) => ("--revocation ignore", "--revocation ignore"),
            None => ("theo vanbang.toml: revocation = ignore", "by vanbang.toml: revocation = ignore"),
        };
        session.console.note(
            format!("Lưu ý: không xét chứng thư số có bị thu hồi hay không ({}).", by.0),
            format!("Note: whether a certificate was revoked is not asked ({}).", by.1),
        );
    }
}

/// Names what is trusted, so that nobody is fooled by somebody else's folder around a file.
fn names(policy: &Policy, options: &BasisOptions, session: &Session) {
    let console = session.console;
    let anchors = policy.trust.anchors.len();
    let listed = policy.directory.as_ref().map_or(0, |directory| directory.organisations().count());
    let holds = (
        format!("{anchors} chứng thư gốc, {listed} đơn vị trong danh bạ"),
        format!("trust anchors: {anchors}, organisations in the directory: {listed}"),
    );
    let directory = options.directory.as_deref();
    let named = options.trust.iter().map(PathBuf::as_path).chain(directory).map(|place| place.display().to_string());
    let named = named.collect::<Vec<_>>().join(", ");
    let kept = session.configuration.trust_folder().filter(|folder| options.trust.is_empty() && folder.is_dir());
    let Some(folder) = kept else {
        if !named.is_empty() {
            console.tell(format!("Căn cứ: {named} ({})", holds.0), format!("Judged by: {named} ({})", holds.1));
        }
        return;
    };
    let folder = std::path::absolute(&folder).unwrap_or(folder).components().collect::<PathBuf>();
    let place = if named.is_empty() { folder.display().to_string() } else { format!("{}, {named}", folder.display()) };
    let (vi, en) = match session.configuration.origin() {
        Origin::Asked => ("thư mục nêu ở --office", "the folder of --office"),
        Origin::Current => ("thư mục hiện tại", "the current folder"),
        Origin::User => ("của riêng bạn trên máy này", "your own on this computer"),
    };
    console.tell(format!("Căn cứ: {place} — {vi} ({})", holds.0), format!("Judged by: {place} — {en} ({})", holds.1));
    if session.configuration.origin() == Origin::Current {
        console.tell(
            "  Chỉ tin kết quả nếu thư mục này là của đơn vị bạn, không phải do người gửi tệp đưa kèm.",
            "  Rely on it only if this folder is your own, not one that came along with the file.",
        );
    }
}
