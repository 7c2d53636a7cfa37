//! The sentences that may be said of a code, word for word (docs/protocol.md 11.6).

use vanbang::document::code::ShortCode;
use vanbang::document::manifest::layout::Served;
use vanbang::document::manifest::status::State;
use vanbang::verify::code::CodeVerdict;

use crate::common::{at, now};
use crate::office::{HOST, Office, text};

fn said(verdict: &CodeVerdict) -> (String, String) {
    let sentence = verdict.sentence();
    (sentence.vi, sentence.en)
}

fn both(vi: &str, en: &str) -> (String, String) {
    (vi.to_owned(), en.to_owned())
}

#[test]
fn of_a_paper_whose_standing_is_known() {
    let office = Office::new();
    let judged = || said(&office.judge(&office.papers[0].f()));
    assert_eq!(
        judged(),
        both(
            "Nội dung dưới đây do **Trường mau.hue** ký số và còn hiệu lực tính đến 19:00 31/05/2026 (GMT+7). Hãy so sánh \
             từng mục với tờ giấy.",
            "The facts below were digitally signed by **School mau.hue** and are in force as of 19:00 31/05/2026 (GMT+7). \
             Compare every item with the paper."
        )
    );
    office.list(vec![office.entry(0, State::Withdrawn)], |_| {});
    assert_eq!(
        judged(),
        both(
            "Văn bản mang mã này đã bị **Trường mau.hue** thu hồi ngày 31/05/2026.",
            "The document with this code was withdrawn by **School mau.hue** on 31/05/2026."
        )
    );
    office.list(vec![office.entry(0, State::Superseded)], |_| {});
    assert_eq!(
        judged(),
        both(
            "Văn bản mang mã này đã được **Trường mau.hue** thay bằng bản mới ngày 31/05/2026. Hãy yêu cầu bản mới.",
            "The document with this code was replaced by **School mau.hue** on 31/05/2026. Ask for the new one."
        )
    );
}

#[test]
fn of_a_paper_whose_standing_is_not() {
    let office = Office::new();
    let folder = Some(office.folder.path());
    let paper = office.papers[0].f();
    assert_eq!(
        said(&office.judge_in(folder, &paper, false, at("2026-07-01T00:00:00Z"))),
        both(
            "Nội dung dưới đây do **Trường mau.hue** ký số. Không biết còn hiệu lực hay không (danh sách tình trạng đã quá \
             hạn); lần biết gần nhất: còn hiệu lực, 19:00 31/05/2026 (GMT+7).",
            "The facts below were signed by **School mau.hue**. Whether they are still in force is not known (the status \
             list is out of date); last known: in force, 19:00 31/05/2026 (GMT+7)."
        )
    );
    office.take_away(&office.head());
    assert_eq!(
        said(&office.judge(&paper)),
        both(
            "Nội dung dưới đây do **Trường mau.hue** ký số. Không biết còn hiệu lực hay không (không có danh sách tình trạng \
             đã ký); lần biết gần nhất: chưa có.",
            "The facts below were signed by **School mau.hue**. Whether they are still in force is not known (the signed \
             status list is not at hand); last known: nothing."
        )
    );
    let unasked_vi = "Chưa hỏi tình trạng: không biết văn bản đã bị thu hồi hay thay thế chưa. Mã không chứng minh tờ giấy: \
                      hãy so sánh từng mục.";
    let unasked_en = "Standing was not asked: it is not known whether the document was later withdrawn or replaced. The \
                      code does not prove the paper: compare every item.";
    assert_eq!(
        said(&office.judge_in(folder, &paper, true, now())),
        both(
            &format!(
                "Nội dung dưới đây nằm trong danh sách do **Trường mau.hue** ký số; đơn vị khai ký lúc 14:00 31/05/2026 \
                 (GMT+7), chưa có dấu thời gian tin cậy. {unasked_vi}"
            ),
            &format!(
                "The facts below are in a list digitally signed by **School mau.hue**, which states 14:00 31/05/2026 \
                 (GMT+7); no trusted timestamp. {unasked_en}"
            )
        )
    );
    office.put(&office.place(Served::Bundle), office.stamped().bytes());
    assert_eq!(
        said(&office.judge_in(folder, &paper, true, now())),
        both(
            &format!(
                "Nội dung dưới đây nằm trong danh sách do **Trường mau.hue** ký số, có trước 14:05 31/05/2026 (GMT+7) (dấu \
                 thời gian tin cậy). {unasked_vi}"
            ),
            &format!(
                "The facts below are in a list digitally signed by **School mau.hue** that existed before 14:05 31/05/2026 \
                 (GMT+7) (trusted timestamp). {unasked_en}"
            )
        )
    );
}

#[test]
fn of_what_is_not_proven() {
    let office = Office::new();
    let (one, two) = (&office.papers[0], &office.papers[1]);
    assert_eq!(
        said(&office.judge(&text(HOST, &two.id(), &one.opening))),
        both(
            "Nội dung trong mã **không có** trong danh sách mà Trường mau.hue đã ký số: không hợp lệ.",
            "The facts in the code are **not** in the list that School mau.hue signed: not valid."
        )
    );
    assert_eq!(
        said(&office.judge(&text(HOST, &two.id(), &[&[1][..], one.code.secret().expose()].concat()))),
        both(
            "Mã này không mở được dữ liệu tại vb.mau.edu.vn: coi như **chưa xác minh**. Hãy hỏi đơn vị cấp hoặc kiểm tra tệp \
             PDF.",
            "This code does not open the data at vb.mau.edu.vn: treat as **not verified**. Ask the issuer or check the PDF."
        )
    );
    assert_eq!(
        said(&office.judge(&one.s().replace("VB.MAU", "VB.MAU.COM"))),
        both(
            "Địa chỉ vb.mau.com.edu.vn trong mã không thuộc đơn vị nào trong danh bạ. Không mở địa chỉ này. **Chưa xác \
             minh**.",
            "The address vb.mau.com.edu.vn in the code belongs to no organisation in the directory. It was not opened. **Not \
             verified**."
        )
    );
    let short = office.judge(&ShortCode::of(&one.id()).to_string());
    let folder = office.folder.path().display();
    assert_eq!(
        said(&short),
        both(
            &format!(
                "Thư mục {folder} có một mã như vậy (Bản sao văn bằng từ sổ gốc); tình trạng: còn hiệu lực. Không có nội dung \
                 nào được kiểm tra. Hãy quét lại toàn bộ mã hoặc gửi tệp PDF."
            ),
            &format!(
                "The folder {folder} knows such a code (Copy of a diploma from the register); standing: in force. No facts \
                 were checked. Scan the whole code again or upload the PDF."
            )
        )
    );
    assert_eq!(
        said(&office.judge_in(None, &one.f(), true, now())),
        both(
            "**Chưa xác minh**: không có bản kê đã ký số của văn bản này.",
            "**Not verified**: the signed manifest of this document is not at hand."
        )
    );
    assert_eq!(
        said(&office.judge(&text(HOST, &one.id(), &one.opening[..28]))).0.split(':').next(),
        Some("**Không hợp lệ**")
    );
}
