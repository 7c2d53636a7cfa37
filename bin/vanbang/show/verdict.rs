//! A verdict in plain words: one sentence, then integrity, signers and what to compare, then hints.

use vanbang::signature::pades::Finding;
use vanbang::signature::pades::report::{ChangesAfter, Coverage, MainIndication, SignatureReport};
use vanbang::verify::advice::what_to_do;
use vanbang::verify::{Outcome, Role, Standing, Unreadable, Verdict, finding};

use super::Console;

pub fn show(verdict: &Verdict, console: &Console) {
    let (vi, en) = word(verdict);
    console.line(format!("{}: {}", verdict.file(), console.say(vi, en)));
    console.line(format!("  {} [{}]", sentence(&verdict.decisive(), console), verdict.reason()));
    if let Some(organisation) = verdict.organisation() {
        console.tell(format!("  Đơn vị: {organisation}"), format!("  Organisation: {organisation}"));
    }
    if verdict.standing() == Standing::InForce {
        console.tell("  Sổ của đơn vị: còn hiệu lực", "  The organisation's register: in force");
    }
    if !verdict.signatures().is_empty() {
        integrity(verdict, console);
        console.tell("  Chữ ký:", "  Signatures:");
        for signature in verdict.signatures() {
            one_signature(signature, verdict.reason(), console);
        }
    }
    for finding in verdict.findings().iter().filter(|finding| finding.code != verdict.reason()) {
        console.line(format!("  - {} [{}]", sentence(finding, console), finding.code));
    }
    if !verdict.facts().is_empty() {
        console.tell("  Hãy so với tờ giấy hoặc tệp đang xem:", "  Compare with the page in front of you:");
        for fact in verdict.facts() {
            console.tell(
                format!("    {}: {}", fact.label_vi, fact.value),
                format!("    {}: {}", fact.label_en, fact.value),
            );
        }
    }
    hint(verdict, console);
}

pub fn show_unreadable(unreadable: &Unreadable, console: &Console) {
    let Finding { code, .. } = unreadable.error;
    console.tell(format!("{}: KHÔNG ĐỌC ĐƯỢC", unreadable.file), format!("{}: CANNOT BE READ", unreadable.file));
    console.line(format!("  {} [{code}]", sentence(&unreadable.error, console)));
}

/// The one word, and whether it is an organisation's document or only a signed file.
pub fn word(verdict: &Verdict) -> (&'static str, &'static str) {
    match (verdict.verdict(), verdict.is_authentic()) {
        (Outcome::Passed, true) if verdict.standing() == Standing::Superseded => (
            "ĐÃ ĐƯỢC THAY THẾ — đúng văn bản do đơn vị phát hành, nhưng đã có bản mới",
            "SUPERSEDED — authentic, but there is a newer document",
        ),
        (Outcome::Passed, true) if verdict.standing() == Standing::Withdrawn => (
            "ĐÃ BỊ THU HỒI — đúng văn bản do đơn vị phát hành, nhưng không còn giá trị",
            "WITHDRAWN — authentic, but no longer valid",
        ),
        (Outcome::Passed, true) => {
            ("HỢP LỆ — đúng văn bản do đơn vị phát hành", "VALID — an authentic document of the organisation")
        }
        (Outcome::Passed, false) => ("HỢP LỆ — chữ ký số hợp lệ", "VALID — the digital signatures are valid"),
        (Outcome::Failed, _) => ("KHÔNG HỢP LỆ", "NOT VALID"),
        (Outcome::Indeterminate, _) => ("KHÔNG XÁC ĐỊNH", "CANNOT BE DETERMINED"),
        (Outcome::Unsigned, _) => ("KHÔNG CÓ CHỮ KÝ SỐ", "NOT SIGNED"),
    }
}

fn sentence<'f>(finding: &'f Finding, console: &Console) -> &'f str {
    console.say(&finding.message_vi, &finding.message_en)
}

/// Whether the content changed since signing, apart from who signed.
fn integrity(verdict: &Verdict, console: &Console) {
    let signatures = verdict.signatures();
    let changed = signatures.iter().any(|one| {
        one.integrity == Some(false)
            || one.coverage == Coverage::Partial
            || one.changes_after >= ChangesAfter::FormFilling
    });
    let intact = signatures.iter().all(|one| one.integrity == Some(true));
    match (changed, intact) {
        (true, _) => console.tell(
            "  Nội dung: ĐÃ BỊ THAY ĐỔI sau khi ký, hoặc có phần không được ký",
            "  Content: CHANGED after signing, or partly not signed",
        ),
        (false, true) => console.tell("  Nội dung: nguyên vẹn từ khi ký", "  Content: intact since signing"),
        (false, false) => console.tell("  Nội dung: không xác định được", "  Content: cannot be determined"),
    }
}

/// What the sentence or a note above already said is not said again.
fn one_signature(signature: &SignatureReport, decisive: &str, console: &Console) {
    let (vi, en) = match signature.indication {
        MainIndication::TotalPassed => ("hợp lệ", "valid"),
        MainIndication::Indeterminate => ("không xác định", "cannot be determined"),
        MainIndication::TotalFailed => ("không hợp lệ", "not valid"),
    };
    let (unknown_vi, unknown_en) = ("không rõ người ký", "signer unknown");
    let signer = signature.signer.as_deref().unwrap_or(console.say(unknown_vi, unknown_en));
    let role = Role::ALL.iter().find(|role| role.field() == signature.field);
    let field = role.map_or(signature.field.as_str(), |role| console.say(role.label_vi(), role.label_en()));
    console.line(format!("    {field}: {} — {signer}", console.say(vi, en)));
    if let Some(time) = &signature.time.value {
        let whose = signature.time_source_words();
        console.tell(format!("      thời điểm {}: {time}", whose.vi), format!("      time {}: {time}", whose.en));
    }
    let told = [decisive, "TIME_CLAIMED", "REVOCATION_NOT_CHECKED"];
    for finding in signature.findings.iter().filter(|finding| !told.contains(&finding.code)) {
        console.line(format!("      - {} [{}]", sentence(finding, console), finding.code));
    }
}

/// The finding that advice is about, if any is needed: that a file passes says nothing of whose document
/// it is, and that it is authentic nothing of whether it still stands.
pub fn deciding_code(verdict: &Verdict) -> Option<&'static str> {
    let code = match verdict.verdict() {
        Outcome::Passed if verdict.is_authentic() => match verdict.standing() {
            Standing::NotAsked | Standing::InForce => return None,
            Standing::Superseded | Standing::Withdrawn | Standing::Unknown => {
                verdict.findings().last().map_or(verdict.reason(), |finding| finding.code)
            }
        },
        Outcome::Passed => finding::NOT_OF_OUR_FORM().code,
        _ => verdict.reason(),
    };
    Some(code)
}

/// What to do now, for whoever received the file; then what the program itself could be given.
fn hint(verdict: &Verdict, console: &Console) {
    let Some(code) = deciding_code(verdict) else { return };
    let advice = what_to_do(code, verdict.verdict());
    console.tell(format!("  → {}", advice.vi), format!("  → {}", advice.en));
    let (vi, en) = match code {
        "REVOCATION_NOT_CHECKED" => (
            "Danh sách thu hồi đặt vào trust/crls/, chỉ ra bằng --evidence TỆP, hoặc nêu máy chủ của nơi cấp trong trust/fetch.toml; chấp nhận không hỏi thì thêm --revocation ignore.",
            "A revocation list goes into trust/crls/, into --evidence FILE, or the issuer's hosts into trust/fetch.toml; if you accept not to ask, --revocation ignore.",
        ),
        "ORGANISATION_UNKNOWN" => (
            "Nếu là chính đơn vị bạn, hãy ghi vào danh bạ: vanbang trust seal CHỨNG-THƯ (trong thư mục của đơn vị).",
            "If this is your own organisation, list it: vanbang trust seal CERTIFICATE (in the office folder).",
        ),
        "CERT_NO_PATH" => (
            "Các chứng thư gốc đang tin cậy: vanbang trust list; thêm một chứng thư: vanbang trust add TỆP.",
            "The anchors that are trusted: vanbang trust list; to add one: vanbang trust add FILE.",
        ),
        _ => return,
    };
    console.tell(format!("    {vi}"), format!("    {en}"));
}
