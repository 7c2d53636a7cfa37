//! What may be said of a code: the sentences of protocol.md 11.6, and none that is stronger. The page in the browser
//! says the same ones, word for word.

use chrono::{DateTime, FixedOffset, Utc};

use super::findings;
use crate::verify::manifest::ManifestTime;
use crate::verify::{Finding, Outcome, Standing};
use crate::wording::Phrase;

const FORCE: Phrase = Phrase::new(
    "Nội dung dưới đây do **{ORG}** ký số và còn hiệu lực tính đến {issued}. Hãy so sánh từng mục với tờ giấy.",
    "The facts below were digitally signed by **{ORG}** and are in force as of {issued}. Compare every item with the \
     paper.",
);
const OFFLINE_PROVEN: Phrase = Phrase::new(
    "Nội dung dưới đây nằm trong danh sách do **{ORG}** ký số, có trước {T} (dấu thời gian tin cậy). Chưa hỏi tình \
     trạng: không biết văn bản đã bị thu hồi hay thay thế chưa. Mã không chứng minh tờ giấy: hãy so sánh từng mục.",
    "The facts below are in a list digitally signed by **{ORG}** that existed before {T} (trusted timestamp). Standing \
     was not asked: it is not known whether the document was later withdrawn or replaced. The code does not prove the \
     paper: compare every item.",
);
const OFFLINE_CLAIMED: Phrase = Phrase::new(
    "Nội dung dưới đây nằm trong danh sách do **{ORG}** ký số; đơn vị khai ký lúc {T}, chưa có dấu thời gian tin cậy. \
     Chưa hỏi tình trạng: không biết văn bản đã bị thu hồi hay thay thế chưa. Mã không chứng minh tờ giấy: hãy so sánh \
     từng mục.",
    "The facts below are in a list digitally signed by **{ORG}**, which states {T}; no trusted timestamp. Standing was \
     not asked: it is not known whether the document was later withdrawn or replaced. The code does not prove the \
     paper: compare every item.",
);
const UNKNOWN: Phrase = Phrase::new(
    "Nội dung dưới đây do **{ORG}** ký số. Không biết còn hiệu lực hay không ({reason}); lần biết gần nhất: {last}.",
    "The facts below were signed by **{ORG}**. Whether they are still in force is not known ({reason}); last known: \
     {last}.",
);
const WITHDRAWN: Phrase = Phrase::new(
    "Văn bản mang mã này đã bị **{ORG}** thu hồi ngày {date}.",
    "The document with this code was withdrawn by **{ORG}** on {date}.",
);
const SUPERSEDED: Phrase = Phrase::new(
    "Văn bản mang mã này đã được **{ORG}** thay bằng bản mới ngày {date}. Hãy yêu cầu bản mới.",
    "The document with this code was replaced by **{ORG}** on {date}. Ask for the new one.",
);
const NOT_IN_MANIFEST: Phrase = Phrase::new(
    "Nội dung trong mã **không có** trong danh sách mà {ORG} đã ký số: không hợp lệ.",
    "The facts in the code are **not** in the list that {ORG} signed: not valid.",
);
const DOES_NOT_OPEN: Phrase = Phrase::new(
    "Mã này không mở được dữ liệu tại {HOST}: coi như **chưa xác minh**. Hãy hỏi đơn vị cấp hoặc kiểm tra tệp PDF.",
    "This code does not open the data at {HOST}: treat as **not verified**. Ask the issuer or check the PDF.",
);
const FOREIGN: Phrase = Phrase::new(
    "Địa chỉ {HOST} trong mã không thuộc đơn vị nào trong danh bạ. Không mở địa chỉ này. **Chưa xác minh**.",
    "The address {HOST} in the code belongs to no organisation in the directory. It was not opened. **Not verified**.",
);
/// The sentence for an identifier alone, said of a folder where the protocol has a server.
const ID_ONLY: Phrase = Phrase::new(
    "Thư mục {FOLDER} có một mã như vậy ({kind}); tình trạng: {standing}. Không có nội dung nào được kiểm tra. Hãy quét \
     lại toàn bộ mã hoặc gửi tệp PDF.",
    "The folder {FOLDER} knows such a code ({kind}); standing: {standing}. No facts were checked. Scan the whole code \
     again or upload the PDF.",
);
/// For everything else that is open: weaker than any sentence of the table.
const NOT_VERIFIED: Phrase = Phrase::new("**Chưa xác minh**: {reason}.", "**Not verified**: {reason}.");
const NOT_VALID: Phrase = Phrase::new("**Không hợp lệ**: {reason}.", "**Not valid**: {reason}.");

const NO_DATE: Phrase = Phrase::new("(không ghi ngày)", "(no date given)");
const NOTHING_KNOWN: Phrase = Phrase::new("chưa có", "nothing");
const IN_FORCE: Phrase = Phrase::new("còn hiệu lực", "in force");

/// A sentence in both languages; `**` stands around what is printed bold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    pub vi: String,
    pub en: String,
}

/// What the sentences name.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    pub host: String,
    /// As the directory calls it, in both languages.
    pub organisation: Option<(String, String)>,
    pub time: Option<ManifestTime>,
    /// When the status was issued.
    pub as_of: Option<DateTime<Utc>>,
    /// The day since which it no longer counts, YYYYMMDD; 0 and `None`: not stated.
    pub ended: Option<u32>,
    /// Why the standing is not known.
    pub unknown: Option<Finding>,
    /// Of a short code: the folder that has it, and its kind in both languages.
    pub published: Option<(String, (String, String))>,
}

/// The sentence of an answer; `decisive` is the finding of its reason.
pub(super) fn of(
    outcome: Outcome,
    standing: Standing,
    reason: &str,
    decisive: Option<&Finding>,
    known: &Known,
) -> Sentence {
    let phrase = match outcome {
        Outcome::Passed => of_proven(standing, known),
        Outcome::Failed if reason == findings::NOT_IN_MANIFEST().code => NOT_IN_MANIFEST,
        Outcome::Failed => NOT_VALID,
        _ if known.published.is_some() => ID_ONLY,
        _ if reason == findings::CODE_HOST_FOREIGN().code => FOREIGN,
        _ if reason == findings::CODE_DOES_NOT_OPEN().code => DOES_NOT_OPEN,
        _ => NOT_VERIFIED,
    };
    Sentence {
        vi: filled(phrase.vi, standing, decisive, known, |vi, _| vi),
        en: filled(phrase.en, standing, decisive, known, |_, en| en),
    }
}

fn of_proven(standing: Standing, known: &Known) -> Phrase {
    match (standing, known.time) {
        (Standing::InForce, _) => FORCE,
        (Standing::Withdrawn, _) => WITHDRAWN,
        (Standing::Superseded, _) => SUPERSEDED,
        (Standing::Unknown, _) => UNKNOWN,
        (Standing::NotAsked, Some(ManifestTime::Proven(_))) => OFFLINE_PROVEN,
        (Standing::NotAsked, _) => OFFLINE_CLAIMED,
    }
}

fn filled(
    template: &str,
    standing: Standing,
    decisive: Option<&Finding>,
    known: &Known,
    pick: for<'t> fn(&'t str, &'t str) -> &'t str,
) -> String {
    let one = |phrase: Phrase| pick(phrase.vi, phrase.en).to_owned();
    let both = |pair: &(String, String)| pick(&pair.0, &pair.1).to_owned();
    let time = known.time.map(|(ManifestTime::Proven(time) | ManifestTime::Claimed(time))| moment(time));
    let is_stale = known.unknown.as_ref().is_some_and(|why| why.code == findings::STATUS_STALE().code);
    let last = match known.as_of.filter(|_| is_stale) {
        Some(as_of) => format!("{}, {}", one(IN_FORCE), moment(as_of)),
        None => one(NOTHING_KNOWN),
    };
    let reason = decisive.or(known.unknown.as_ref());
    let values = [
        ("{ORG}", known.organisation.as_ref().map(both).unwrap_or_default()),
        ("{HOST}", known.host.clone()),
        ("{T}", time.unwrap_or_default()),
        ("{issued}", known.as_of.map(moment).unwrap_or_default()),
        ("{date}", known.ended.and_then(day).unwrap_or_else(|| one(NO_DATE))),
        (
            "{reason}",
            reason.map(|finding| as_reason(pick(&finding.message_vi, &finding.message_en))).unwrap_or_default(),
        ),
        ("{last}", last),
        ("{FOLDER}", known.published.as_ref().map(|(folder, _)| folder.clone()).unwrap_or_default()),
        ("{kind}", known.published.as_ref().map(|(_, kind)| both(kind)).unwrap_or_default()),
        ("{standing}", one(word(standing))),
    ];
    // One pass over the template: what a value holds is never taken for a place.
    let mut text = String::new();
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        let (before, from) = rest.split_at(start);
        text.push_str(before);
        match values.iter().find(|(place, _)| from.starts_with(place)) {
            Some((place, value)) => {
                text.push_str(value);
                rest = from.get(place.len()..).unwrap_or_default();
            }
            None => {
                text.push('{');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    text + rest
}

fn word(standing: Standing) -> Phrase {
    match standing {
        Standing::InForce => IN_FORCE,
        Standing::Superseded => Phrase::new("đã được thay thế", "replaced"),
        Standing::Withdrawn => Phrase::new("đã bị thu hồi", "withdrawn"),
        Standing::Unknown => Phrase::new("không biết", "not known"),
        Standing::NotAsked => Phrase::new("chưa hỏi", "not asked"),
    }
}

/// A sentence, with what exactly was seen behind it, as the end of another.
fn as_reason(sentence: &str) -> String {
    let sentence = sentence.replace(". (", " (");
    let mut letters = sentence.trim_end_matches('.').chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    first + letters.as_str()
}

/// As people in Việt Nam write it.
fn moment(time: DateTime<Utc>) -> String {
    match FixedOffset::east_opt(7 * 3600) {
        Some(there) => time.with_timezone(&there).format("%H:%M %d/%m/%Y (GMT+7)").to_string(),
        None => time.to_rfc3339(),
    }
}

/// A day YYYYMMDD.
fn day(number: u32) -> Option<String> {
    (number > 0).then(|| format!("{:02}/{:02}/{:04}", number % 100, number / 100 % 100, number / 10_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_the_same() {
        let page = include_str!("../../../web/src/page/sentences.ts");
        let shared = [
            FORCE,
            OFFLINE_PROVEN,
            OFFLINE_CLAIMED,
            UNKNOWN,
            WITHDRAWN,
            SUPERSEDED,
            NOT_IN_MANIFEST,
            DOES_NOT_OPEN,
            FOREIGN,
            NOT_VERIFIED,
            NOT_VALID,
            NO_DATE,
            NOTHING_KNOWN,
        ];
        for words in shared.iter().flat_map(|phrase| [phrase.vi, phrase.en]) {
            assert!(page.contains(&format!("\"{words}\"")), "{words}");
        }
        let of_server = |words: &str, folder: &str| words.replace(folder, "");
        assert!(page.contains(&of_server(ID_ONLY.vi, "Thư mục {FOLDER}")));
        assert!(page.contains(&of_server(ID_ONLY.en, "The folder {FOLDER}")));
    }

    #[test]
    fn what_a_value_holds_is_never_a_place() {
        let known = Known { host: "{ORG}".to_owned(), ..Known::default() };
        let said = of(Outcome::Indeterminate, Standing::NotAsked, "CODE_HOST_FOREIGN", None, &known);
        assert!(said.vi.starts_with("Địa chỉ {ORG} trong mã"), "{}", said.vi);
        assert_eq!(as_reason("Mã ngắn gõ sai. (thiếu một ký tự)"), "mã ngắn gõ sai (thiếu một ký tự)");
        assert_eq!((day(20_260_531).as_deref(), day(0)), (Some("31/05/2026"), None));
    }
}
