//! The fixed sentences of the pages, Vietnamese and English side by side.

use super::lang::Lang;

macro_rules! words {
    ($($name:ident: $vi:literal, $en:literal;)*) => {
        /// Every fixed sentence in one language.
        pub struct Words {
            $(pub $name: &'static str,)*
        }

        static VI: Words = Words { $($name: $vi,)* };
        static EN: Words = Words { $($name: $en,)* };
    };
}

impl Lang {
    /// The sentences of this language.
    pub fn words(self) -> &'static Words {
        self.pick(&VI, &EN)
    }
}

words! {
    product: "Kiểm tra văn bằng", "Check a document";
    skip: "Đến nội dung chính", "Skip to the content";
    other_language: "English", "Tiếng Việt";
    footer_kept: "Tệp bạn gửi chỉ được đọc trong bộ nhớ để kiểm tra, không được lưu lại. Trang không dùng cookie.",
        "The file you send is read in memory to be checked and is not kept. This site uses no cookies.";
    footer_own: "Không cần tin trang này: chương trình vanbang kiểm tra được cùng tệp ngay trên máy của bạn.",
        "You need not trust this page: the vanbang program checks the same file on your own computer.";

    home_title: "Tệp này có phải bản gốc?", "Is this file the original?";
    home_lead: "Chọn tệp PDF học bạ hoặc văn bằng. Bạn sẽ biết ngay tệp có bị sửa không, ai đã ký và nội dung nào đã được ký.",
        "Choose the PDF of a transcript or diploma. You learn at once whether it was changed, who signed it and what was signed.";
    drop_here: "Thả tệp PDF vào đây", "Drop the PDF here";
    or_choose: "hoặc chọn từ máy", "or choose one";
    choose_file: "Chọn tệp PDF", "Choose a PDF file";
    submit: "Kiểm tra tệp", "Check the file";
    size_limit: "Tối đa", "At most";
    working: "Đang kiểm tra, xin chờ…", "Checking, please wait…";
    js_no_file: "Hãy chọn tệp PDF cần kiểm tra trước.", "Choose the PDF file to check first.";
    js_too_large: "Tệp này lớn hơn mức cho phép.", "This file is larger than allowed.";
    js_chosen: "Đã chọn:", "Chosen:";
    js_one_file: "Mỗi lần chỉ kiểm tra một tệp.", "One file at a time.";
    paper_title: "Bạn chỉ có bản giấy?", "Only paper in hand?";
    paper_text: "Quét mã vuông in trên giấy bằng máy ảnh điện thoại. Mã không quét được thì hãy coi là chưa xác minh và hỏi đơn vị cấp.",
        "Scan the square code on the paper with a phone camera. If it does not scan, treat the paper as not verified and ask the issuer.";

    check_another: "Kiểm tra tệp khác", "Check another file";
    verdict_in_force: "Hợp lệ, đúng bản gốc đã phát hành và còn hiệu lực", "Valid: the original as issued, and in force";
    verdict_authentic: "Đúng bản gốc đã phát hành, chưa biết còn hiệu lực hay không",
        "The original as issued; whether it is in force is not known";
    verdict_withdrawn: "Văn bản đã bị thu hồi", "The document was withdrawn";
    verdict_superseded: "Văn bản đã được thay bằng bản mới", "The document was replaced by a newer one";
    verdict_passed: "Chữ ký hợp lệ, nhưng chưa rõ nơi cấp", "Signatures valid, issuer not established";
    verdict_failed: "Không hợp lệ", "Not valid";
    verdict_indeterminate: "Chưa kết luận được", "Not determined";
    verdict_unsigned: "Không có chữ ký số", "No digital signature";
    passed_text: "Mọi chữ ký trong tệp đều hợp lệ, nhưng tệp không có dạng mà hệ thống này phát hành. Trang này không biết tệp thuộc trường nào: hãy tự xem ai đã ký.",
        "Every signature in the file is valid, but the file does not have the form that this system issues. This page does not know which school it is from: see for yourself who signed.";
    next_title: "Nên làm gì tiếp", "What to do next";
    next_authentic_compare: "So sánh từng mục bên dưới với bản bạn đang cầm, nhất là họ tên, ngày sinh và điểm.",
        "Compare every item below with the copy in your hands, above all name, date of birth and marks.";
    next_authentic_standing: "Nếu việc quan trọng, hãy hỏi đơn vị phát hành xem văn bản có bị thu hồi hay thay thế không.",
        "Where much depends on it, ask the issuer whether the document was withdrawn or replaced.";
    next_ended: "Đừng dùng văn bản này nữa. Hãy hỏi đơn vị phát hành, hoặc yêu cầu người đưa tệp cho bạn bản mới.",
        "Do not rely on this document any more. Ask the issuer, or ask whoever gave you the file for a newer one.";
    next_passed: "Đọc tên người ký bên dưới và tự liên hệ với họ qua địa chỉ bạn biết chắc, không qua địa chỉ ghi trong tệp.",
        "Read who signed below, and reach them by an address that you know, not one from the file.";
    next_failed_ask: "Tệp có thể đã bị sửa, hoặc bị phần mềm khác làm hỏng khi gửi: đừng vội kết luận về bất kỳ ai.",
        "The file may have been altered, or damaged by other software on its way: do not conclude anything about anyone yet.";
    next_indeterminate: "Chưa đủ căn cứ để tin, cũng chưa đủ để bác bỏ. Hãy xem mục \"Ghi nhận\" để biết còn thiếu gì.",
        "There is not enough to trust it, nor to reject it. See \"Findings\" for what is missing.";
    next_unsigned: "Tệp không chữ ký không chứng minh được gì. Bản chụp, bản in lại thành PDF đều mất chữ ký.",
        "A file without signatures proves nothing. Scans and PDFs printed anew lose their signatures.";

    questions_title: "Ba câu hỏi", "Three questions";
    integrity_title: "Toàn vẹn", "Integrity";
    signature_title: "Chữ ký", "Signatures";
    standing_title: "Tình trạng", "Standing";
    answer_yes: "Đạt", "Yes";
    answer_no: "Không đạt", "No";
    answer_unknown: "Chưa biết", "Not known";
    integrity_yes: "Tệp chưa bị thay đổi kể từ khi được ký.", "The file has not been changed since it was signed.";
    integrity_filled: "Phần đã ký còn nguyên; sau đó tệp được điền hoặc ghi chú thêm trong phạm vi cho phép.",
        "What was signed is intact; forms or notes were added later within what is allowed.";
    integrity_no: "Tệp đã bị thay đổi sau khi ký, hoặc có phần không được ký bảo vệ.",
        "The file was changed after signing, or holds parts that no signature protects.";
    integrity_none: "Không có chữ ký nên không biết tệp có bị thay đổi hay không.",
        "Without a signature nobody can tell whether the file was changed.";
    integrity_unknown: "Chưa tính được trọn vẹn phần dữ liệu đã ký.", "The signed data could not be computed in full.";
    signature_yes: "Mọi chữ ký đều do người được tin cậy ký.", "Every signature is by a trusted signer.";
    signature_no: "Có chữ ký không hợp lệ, hoặc thiếu chữ ký bắt buộc.", "A signature is not valid, or one that is required is missing.";
    signature_unknown: "Có chữ ký chưa kiểm tra được đầy đủ.", "A signature could not be checked completely.";
    signature_none: "Tệp không có chữ ký số nào.", "The file has no digital signature.";
    standing_unknown: "Không biết văn bản có bị thu hồi hay thay thế hay không.",
        "Whether the document was withdrawn or replaced is not known.";

    standing_in_force: "Tình trạng do đơn vị ký và công bố: văn bản còn hiệu lực.",
        "By the status that the organisation signed and published the document is in force.";
    standing_ended: "Tình trạng do đơn vị ký và công bố: văn bản đã bị thay thế hoặc thu hồi.",
        "By the status that the organisation signed and published the document was replaced or withdrawn.";

    facts_title: "Nội dung đã ký", "What was signed";
    facts_lead: "Đọc từ dữ liệu được ký trong tệp. Hãy so sánh từng mục với bản bạn cầm.",
        "Read from the signed data in the file. Compare every item with your copy.";
    organisation: "Đơn vị phát hành", "Issued by";
    organisation_source: "theo danh bạ tin cậy của máy chủ này", "by this server's trusted directory";
    signers_title: "Ai đã ký", "Who signed";
    signer_unknown: "Không rõ người ký", "Signer not known";
    signed_at: "Thời điểm", "Time";
    indication_passed: "Hợp lệ", "Valid";
    indication_failed: "Không hợp lệ", "Not valid";
    indication_indeterminate: "Chưa xác định", "Not determined";
    details: "Chi tiết kỹ thuật", "Technical details";
    field: "Ô ký", "Field";
    subject: "Chủ thể chứng thư số", "Certificate subject";
    fingerprint: "SHA-256 của chứng thư số", "SHA-256 of the certificate";
    reason: "Mã kết quả", "Result code";
    findings_title: "Ghi nhận", "Findings";
    file_title: "Tệp đã kiểm tra", "The file checked";
    file_name: "Tên tệp", "File name";
    file_hash: "SHA-256 của tệp", "SHA-256 of the file";
    checked_at: "Kiểm tra lúc", "Checked at";

    code_title: "Mã trên giấy", "The code on the paper";
    code_lead: "Máy chủ này được dựng không kèm trang kiểm tra mã nên nội dung của mã chưa được kiểm tra ở đây. Hãy dùng trang đã lưu, trang của đơn vị khác, hoặc chương trình vanbang.",
        "This server was built without the page that checks codes: what the code holds was not checked here. Use a saved page, another organisation's page, or the vanbang program.";
    code_not_a_verdict: "Đây chưa phải là kết luận: mã có thể bị chép sang một tờ giấy khác.",
        "This is not a verdict: a code can be copied onto another paper.";
    code_upload: "Nếu có tệp PDF, hãy kiểm tra tại đây:", "If you have the PDF, check it here:";

    not_checked: "Chưa kiểm tra được", "Not checked";
}

#[cfg(test)]
mod tests {
    use unicode_normalization::is_nfc;

    #[test]
    fn the_sentences_are_composed() {
        assert!(is_nfc(include_str!("words.rs")));
    }
}
