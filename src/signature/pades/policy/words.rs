//! The words for what a revision changed, for people who know pages and fields and no objects.

use super::change::{Change, What};
use crate::signature::pades::Finding;

impl Change {
    /// The fact as a finding of its own.
    pub fn finding(&self) -> Finding {
        let (code, vi, en) = self.words();
        let (vi, en) = (self.placed(vi, " trên trang "), self.placed(en, " on page "));
        let mut finding = Finding::new(code, format!("{vi}."), format!("{en}."));
        if matches!(self.what, What::Other)
            && let Some(object) = self.object
        {
            finding = finding.with_both(format!("đối tượng {object}"), format!("object {object}"));
        }
        finding
    }

    fn placed(&self, words: String, on_page: &str) -> String {
        let (first, rest) = words.split_once('|').unwrap_or((&words, ""));
        match self.page {
            Some(page) => format!("{first}{on_page}{page}{rest}"),
            None => format!("{first}{rest}"),
        }
    }

    /// Code and both sentences; `|` is where the page is named.
    fn words(&self) -> (&'static str, String, String) {
        let told = |code, vi: &str, en: &str| (code, vi.to_owned(), en.to_owned());
        match &self.what {
            What::Evidence => told(
                "ADDED_EVIDENCE",
                "Bằng chứng (chứng thư, danh sách thu hồi) được thêm sau khi ký",
                "Evidence (certificates, revocation data) was added after signing",
            ),
            What::Timestamped { .. } => {
                told("ADDED_TIMESTAMP", "Dấu thời gian được thêm sau khi ký", "A timestamp was added after signing")
            }
            What::Metadata => told(
                "CHANGED_METADATA",
                "Ngày sửa đổi ghi trong tệp được cập nhật sau khi ký",
                "The file's modification date was updated after signing",
            ),
            What::Unused => told(
                "ADDED_UNUSED",
                "Tệp có thêm dữ liệu không được dùng ở đâu cả sau khi ký",
                "Data that nothing uses was added after signing",
            ),
            What::Signed { field, .. } => (
                "SIGNED_FURTHER",
                format!("Có chữ ký tiếp theo{}|", quoted(" ở ô ", field)),
                format!("A further signature was made{}|", quoted(" in the field ", field)),
            ),
            What::FieldOpened { field } => (
                "ADDED_FIELD",
                format!("Ô chữ ký còn trống{}| được thêm sau khi ký", quoted(" ", field)),
                format!("An empty signature field{}| was added after signing", quoted(" ", field)),
            ),
            What::Filled { field, old, new, .. } => (
                "FILLED_FIELD",
                format!("Chữ trong ô «{}»| được đổi sau khi ký{}", shortened(field), from_to(old, new, "từ", "thành")),
                format!(
                    "The text in the field “{}”| was changed after signing{}",
                    shortened(field),
                    from_to(old, new, "from", "to")
                ),
            ),
            What::Annotated => told(
                "CHANGED_ANNOTATION",
                "Ghi chú, hình hoặc ô phủ lên trang giấy| bị thêm, sửa hoặc xóa sau khi ký",
                "A comment, picture or field laid over the page| was added, changed or removed after signing",
            ),
            What::PageContent => {
                told("CHANGED_PAGE", "Nội dung| đã bị thay sau khi ký", "The content| was replaced after signing")
            }
            What::Page => told(
                "CHANGED_PAGE_FORM",
                "Khổ giấy, chiều hoặc cách hiển thị| bị sửa sau khi ký",
                "The size, rotation or look of the page| was changed after signing",
            ),
            What::PageOrder => told(
                "CHANGED_PAGES",
                "Trang bị thêm, bớt hoặc đổi thứ tự sau khi ký",
                "Pages were added, removed or reordered after signing",
            ),
            What::FieldShowsOther { field } => (
                "FIELD_SHOWS_OTHER",
                format!("Ô «{}»| hiện ra khác với giá trị của nó sau khi ký", shortened(field)),
                format!("The field “{}”| shows something else than its value after signing", shortened(field)),
            ),
            What::Field { field } => (
                "CHANGED_FIELD",
                format!("Ô{}| bị thêm, sửa hoặc xóa sau khi ký", quoted(" ", field)),
                format!("A field{}| was added, altered or removed after signing", quoted(" ", field)),
            ),
            What::Signature { field } => (
                "CHANGED_SIGNATURE",
                format!("Chữ ký{}| bị thay, sửa hoặc xóa sau khi ký", quoted(" ở ô ", field)),
                format!(
                    "The signature{}| was replaced, altered or removed after signing",
                    quoted(" in the field ", field)
                ),
            ),
            What::Attachment => told(
                "CHANGED_ATTACHMENT",
                "Tệp đính kèm bị thay sau khi ký",
                "An attached file was replaced after signing",
            ),
            What::Catalog { key } => (
                "CHANGED_CATALOG",
                format!("Thiết đặt chung của tài liệu (/{key}) bị sửa sau khi ký"),
                format!("A setting of the whole document (/{key}) was changed after signing"),
            ),
            What::Description => told(
                "CHANGED_DESCRIPTION",
                "Tên, tác giả hoặc mô tả ghi trong tệp bị sửa sau khi ký",
                "The title, author or description in the file was changed after signing",
            ),
            What::Trailer => told(
                "CHANGED_TRAILER",
                "Phần chỉ dẫn cuối tệp bị sửa sau khi ký để mở ra tài liệu khác",
                "The end of the file was changed after signing so that another document opens",
            ),
            What::Bytes { count } => (
                "UNEXPLAINED_BYTES",
                format!("Có {count} byte không thuộc phần nào của tài liệu được thêm sau khi ký"),
                format!("{count} bytes that belong to no part of the document were added after signing"),
            ),
            What::Other => told(
                "CHANGED_OBJECT",
                "Một phần của tài liệu| bị sửa sau khi ký",
                "A part of the document| was changed after signing",
            ),
        }
    }
}

fn quoted(before: &str, field: &str) -> String {
    if field.is_empty() { String::new() } else { format!("{before}«{}»", shortened(field)) }
}

fn from_to(old: &Option<String>, new: &Option<String>, from: &str, to: &str) -> String {
    match (old, new) {
        (Some(old), Some(new)) => format!(" {from} «{}» {to} «{}»", shortened(old), shortened(new)),
        (None, Some(new)) => format!(" {to} «{}»", shortened(new)),
        _ => String::new(),
    }
}

/// A sentence has room for a name or a mark, not for what somebody hides in a value.
fn shortened(text: &str) -> String {
    const LETTERS: usize = 60;
    let mut kept: String = text.chars().filter(|letter| !letter.is_control()).take(LETTERS).collect();
    if text.chars().count() > LETTERS {
        kept.push('…');
    }
    kept
}
