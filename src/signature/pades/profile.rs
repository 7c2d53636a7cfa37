//! The closed form of files that we make (threats R1 to R11): a file is of it or is not; nothing in
//! between is explained away.

use std::collections::BTreeSet;

use super::attachment::{Attachment, only_attachments};
use super::field::{pages, signature_fields};
use super::inert::{nothing_active, nothing_missing};
use super::locate::{FieldLock, SubFilter};
use super::policy::{Change, What};
use super::report::Coverage;
use super::validate::Judged;
use super::widget::is_as_made;
use crate::signature::crypto::KeyKind;
use crate::signature::pdf::{
    ChangeKind, Dictionary, File, ObjectId, Value, XrefKind, reachable, references, same_value,
};

/// Why a file is not of our form: the rule, and what was seen in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    pub rule: &'static str,
    pub vi: String,
    pub en: String,
}

pub(super) fn breach<T>(rule: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Result<T, Breach> {
    Err(Breach { rule, vi: vi.into(), en: en.into() })
}

/// What the kind of document asks of the form.
pub struct Expected<'e> {
    /// Signature fields in the order of signing; the last one closes the document.
    pub fields: &'e [&'e str],
    /// The embedded files, in the order of their names.
    pub attachments: &'e [Attachment],
}

/// Checks R1 to R11 on a file whose signatures have been judged, in the order of revisions.
pub fn check(file: &File, judged: &[Judged], expected: &Expected) -> Result<(), Breach> {
    let signatures: Vec<&Judged> = judged.iter().filter(|one| !is_timestamp(one)).collect();
    signed_in_order(file, &signatures, expected)?;
    one_cross_reference_kind(file)?;
    no_unexplained_bytes(file)?;
    base_is_closed(file)?;
    only_attachments(file, expected.attachments)?;
    nothing_active(file)?;
    nothing_missing(file)?;
    first_revision(file, expected)?;
    for (index, name) in expected.fields.iter().enumerate().skip(1) {
        role_revision(file, index + 1, name)?;
    }
    evidence_only(&signatures)
}

fn is_timestamp(one: &Judged) -> bool {
    one.located.as_ref().is_some_and(|located| located.sub_filter == SubFilter::Rfc3161)
}

/// R2, R9, R10, R12: field by field, each signature closes its own revision.
fn signed_in_order(file: &File, signatures: &[&Judged], expected: &Expected) -> Result<(), Breach> {
    let names: Vec<&str> = signatures.iter().map(|one| one.field.name.as_str()).collect();
    if names != expected.fields {
        return breach(
            "R9",
            format!("các ô đã ký là {}", names.join(", ")),
            format!("the signed fields are {}", names.join(", ")),
        );
    }
    for (index, one) in signatures.iter().enumerate() {
        let name = &one.field.name;
        let Some(located) = &one.located else {
            return breach(
                "R3",
                format!("không rõ chữ ký ở ô {name} nằm đâu"),
                format!("no sound signature in {name}"),
            );
        };
        let exact =
            file.revisions().get(index + 1).is_some_and(|revision| located.byte_range.end() == revision.range.end);
        if located.revision != index + 1 || !exact || located.coverage == Coverage::Partial {
            return breach(
                "R2",
                format!("chữ ký ở ô {name} không ký trọn phiên bản của mình"),
                format!("the signature in {name} does not sign all of its own revision"),
            );
        }
        if located.sub_filter != SubFilter::CadesDetached || !one.flawless {
            return breach(
                "R12",
                format!("khối chữ ký ở ô {name} không đúng chuẩn PAdES mà vanbang lập"),
                format!("the message in {name} is not PAdES as we make it"),
            );
        }
        if !one.certificate.as_ref().is_some_and(|signer| is_own_kind(signer.public_key().kind())) {
            return breach(
                "R13",
                format!("khóa ký ở ô {name} thuộc loại mà vanbang không dùng"),
                format!("the key that signed {name} is of a kind that we do not use"),
            );
        }
        let first = index == 0;
        let last = index + 1 == signatures.len();
        let doc_mdp = located.transforms.doc_mdp == first.then_some(2);
        let lock = located.transforms.field_mdp == last.then_some(FieldLock::All).into_iter().collect::<Vec<_>>();
        if !doc_mdp || !lock {
            return breach(
                "R10",
                format!("chữ ký ở ô {name} không đặt đúng quyền sửa đổi và khóa"),
                format!("the signature in {name} does not set the permissions and locks that it should"),
            );
        }
    }
    Ok(())
}

/// R13: what we sign with.
fn is_own_kind(key: &KeyKind) -> bool {
    matches!(key, KeyKind::Rsa { .. } | KeyKind::P256 | KeyKind::P384 | KeyKind::P521)
}

/// R8, and R7's exact offsets: no habit of other producers.
fn one_cross_reference_kind(file: &File) -> Result<(), Breach> {
    if let Some(habit) = file.revisions().iter().flat_map(|revision| &revision.relaxed).next() {
        return breach(
            "R8",
            format!("cách ghi tệp của phần mềm khác ({habit:?})"),
            format!("a habit of other producers ({habit:?})"),
        );
    }
    let kinds: Vec<XrefKind> = file.revisions().iter().map(|revision| revision.xref_kind).collect();
    if kinds.windows(2).any(|pair| pair[0] != pair[1]) {
        return breach("R8", "hai kiểu bảng tham chiếu chéo", "cross-references of two kinds");
    }
    Ok(())
}

/// R6: objects, cross-references and white space, nothing else.
fn no_unexplained_bytes(file: &File) -> Result<(), Breach> {
    let gap = file.revisions().iter().flat_map(|revision| &revision.unexplained).next();
    let Some(gap) = gap else { return Ok(()) };
    let (length, start) = (gap.len(), gap.start);
    breach(
        "R6",
        format!("{length} byte không thuộc về đâu, từ vị trí {start}"),
        format!("{length} bytes at {start} belong to nothing"),
    )
}

/// R9 and R11: the base has no form, no annotation, no orphan.
fn base_is_closed(file: &File) -> Result<(), Breach> {
    let Some(catalog) = file.catalog(0) else {
        return breach("R9", "thiếu danh mục gốc của tệp", "no catalog");
    };
    if catalog.get("AcroForm").is_some() || catalog.get("Perms").is_some() || catalog.get("DSS").is_some() {
        return breach("R9", "phiên bản đầu đã có ô điền hoặc chứng cứ", "the base revision has a form or evidence");
    }
    if catalog.value("OpenAction").is_some_and(|action| !matches!(action, Value::Array(_))) {
        return breach("R11", "có thao tác tự chạy khi mở tệp (/OpenAction)", "an action upon opening (/OpenAction)");
    }
    let page_ids = pages(file, 0);
    let tree = file.entry(0, catalog, "Pages").and_then(Value::as_dictionary);
    if tree.and_then(|tree| tree.integer("Count")) != i64::try_from(page_ids.len()).ok() {
        return breach("R7", "số trang ghi khác với số trang có", "a number of pages that is not the tree's");
    }
    for page in page_ids {
        let dictionary = file.object(0, page).and_then(|object| object.dictionary());
        if dictionary.is_none_or(|page| page.get("Annots").is_some()) {
            return breach("R11", "phiên bản đầu có chú thích", "an annotation in the base revision");
        }
    }
    let trailer = &file.revisions()[0].trailer;
    let roots = ["Root", "Info"].iter().filter_map(|key| trailer.value(key)?.as_reference());
    let live = reachable(file, 0, roots);
    let orphan =
        file.object_numbers(0).into_iter().find(|number| !live.contains(number) && !is_structural(file, 0, *number));
    if let Some(number) = orphan {
        return breach(
            "R11",
            format!("đối tượng {number} không thuộc về đâu"),
            format!("object {number} belongs to nothing"),
        );
    }
    Ok(())
}

fn is_structural(file: &File, revision: usize, number: u32) -> bool {
    let Some(object) = file.by_number(revision, number) else { return false };
    file.revisions().iter().take(revision + 1).any(|held| held.is_structural(object))
}

/// R9: the first signed revision creates every field and touches nothing else that can be seen.
fn first_revision(file: &File, expected: &Expected) -> Result<(), Breach> {
    let fields = signature_fields(file, 1);
    let names: BTreeSet<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    if names != expected.fields.iter().copied().collect() || fields.len() != expected.fields.len() {
        let names = names.into_iter().collect::<Vec<_>>().join(", ");
        return breach("R9", format!("các ô ký là {names}"), format!("the fields are {names}"));
    }
    if let Some(odd) = fields.iter().find(|field| !is_as_made(file, 1, field)) {
        let name = &odd.name;
        return breach(
            "R11",
            format!("ô {name} không giống ô mà vanbang lập"),
            format!("the field {name} is not as we make it"),
        );
    }
    let (Some(root), Some(before), Some(after)) = (file.root_id(0), file.catalog(0), file.catalog(1)) else {
        return breach("R9", "thiếu danh mục gốc của tệp", "no catalog");
    };
    let tree = before.value("StructTreeRoot").and_then(Value::as_reference);
    let tree_dictionary = tree.and_then(|id| file.object(0, id)).and_then(|object| object.dictionary());
    let reference = |key: &str| tree_dictionary.and_then(|tree| tree.value(key)?.as_reference());
    let parent_tree = reference("ParentTree");
    let top: Vec<ObjectId> = tree_dictionary.and_then(|tree| tree.value("K")).map(references).unwrap_or_default();
    let page_ids = pages(file, 0);
    for change in file.changes(1) {
        let id = |candidate: &ObjectId| candidate.number == change.object;
        let keys_only = |allowed_new: &[&str], allowed_altered: &[&str]| match &change.kind {
            ChangeKind::Keys { added, removed, altered } => {
                let within = |keys: &[Vec<u8>], allowed: &[&str]| {
                    keys.iter().all(|key| allowed.iter().any(|name| name.as_bytes() == key))
                };
                removed.is_empty() && within(added, allowed_new) && within(altered, allowed_altered)
            }
            _ => false,
        };
        let allowed = match &change.kind {
            ChangeKind::Added => true,
            _ if id(&root) => keys_only(&["AcroForm", "Perms"], &[]),
            _ if page_ids.iter().any(id) => keys_only(&["Annots", "Tabs"], &["Tabs"]),
            _ if tree.iter().any(id) => keys_only(&["ParentTreeNextKey"], &["ParentTreeNextKey", "ParentTree"]),
            _ if parent_tree.iter().any(id) => keys_only(&[], &["Nums"]),
            _ if top.iter().any(id) => keys_only(&[], &["K"]),
            _ => false,
        };
        if !allowed {
            let number = change.object;
            return breach(
                "R9",
                format!("chữ ký đầu tiên thay đổi đối tượng {number}"),
                format!("the first signature changed object {number}"),
            );
        }
    }
    only_appended(file, parent_tree, "Nums")?;
    for element in &top {
        only_appended(file, Some(*element), "K")?;
    }
    only_own_widgets(file, &page_ids)?;
    certified(file, after, &fields)?;
    added_are_reachable(file, 1)
}

/// Lists grew at their end only.
fn only_appended(file: &File, id: Option<ObjectId>, key: &str) -> Result<(), Breach> {
    let Some(id) = id else { return Ok(()) };
    let list =
        |revision| match file.object(revision, id).and_then(|object| object.dictionary()).and_then(|d| d.value(key)) {
            Some(Value::Array(items)) => items.iter().map(|node| node.value.clone()).collect::<Vec<_>>(),
            Some(other) => vec![other.clone()],
            None => Vec::new(),
        };
    let (before, after) = (list(0), list(1));
    let kept = before.len() <= after.len() && before.iter().zip(&after).all(|(a, b)| same_value(a, b));
    if kept {
        return Ok(());
    }
    let number = id.number;
    breach(
        "R9",
        format!("danh sách /{key} của đối tượng {number} không chỉ được nối thêm"),
        format!("the list /{key} of object {number} was not only appended to"),
    )
}

/// Every annotation of the first signed revision is the widget of one of the fields.
fn only_own_widgets(file: &File, page_ids: &[ObjectId]) -> Result<(), Breach> {
    let fields: BTreeSet<u32> = signature_fields(file, 1).iter().map(|field| field.id.number).collect();
    let mut shown = BTreeSet::new();
    for page in page_ids {
        let dictionary = file.object(1, *page).and_then(|object| object.dictionary());
        let annotations =
            dictionary.and_then(|page| file.entry(1, page, "Annots")).and_then(Value::as_array).unwrap_or_default();
        for annotation in annotations {
            match annotation.value.as_reference() {
                Some(id) if fields.contains(&id.number) && shown.insert(id.number) => {}
                _ => return breach("R11", "có chú thích không phải ô ký", "an annotation that is no signature field"),
            }
        }
    }
    if shown == fields {
        return Ok(());
    }
    breach("R9", "có ô ký không nằm trên trang nào", "a signature field without its place on a page")
}

/// R10, and R11's "no field other than signature fields".
fn certified(file: &File, catalog: &Dictionary, fields: &[super::field::Field]) -> Result<(), Breach> {
    let signed = fields.iter().find_map(|field| field.signature());
    let permission = file
        .entry(1, catalog, "Perms")
        .and_then(Value::as_dictionary)
        .and_then(|perms| perms.value("DocMDP")?.as_reference());
    if signed.is_none() || permission != signed || fields.iter().filter(|field| field.value.is_some()).count() != 1 {
        return breach("R10", "/Perms không chỉ tới chữ ký đầu tiên", "/Perms does not name the first signature");
    }
    let form = file.entry(1, catalog, "AcroForm").and_then(Value::as_dictionary);
    let Some(form) = form else { return breach("R9", "không có ô ký", "no form") };
    let listed = form.value("Fields").and_then(Value::as_array).map_or(0, <[_]>::len);
    let keys_known = form.keys().all(|key| key == b"Fields" || key == b"SigFlags");
    if listed == fields.len() && keys_known {
        Ok(())
    } else {
        breach("R11", "có ô điền ngoài các ô ký", "a form with more than our signature fields")
    }
}

/// R9: a later role fills its own field and adds its signature and appearance.
fn role_revision(file: &File, revision: usize, name: &str) -> Result<(), Breach> {
    let Some(field) = signature_fields(file, revision).into_iter().find(|field| field.name == name) else {
        return breach("R9", format!("không có ô {name}"), format!("no field {name}"));
    };
    if !is_as_made(file, revision, &field) {
        return breach(
            "R11",
            format!("ô {name} không giống ô mà vanbang lập"),
            format!("the field {name} is not as we make it"),
        );
    }
    for change in file.changes(revision) {
        let allowed = match &change.kind {
            ChangeKind::Added => true,
            ChangeKind::Keys { added, removed, altered } if change.object == field.id.number => {
                removed.is_empty() && added.as_slice() == [b"V".to_vec()] && altered.as_slice() == [b"AP".to_vec()]
            }
            _ => false,
        };
        if !allowed {
            let number = change.object;
            return breach(
                "R9",
                format!("lần ký ở ô {name} thay đổi đối tượng {number}"),
                format!("signing {name} changed object {number}"),
            );
        }
    }
    added_are_reachable(file, revision)
}

fn added_are_reachable(file: &File, revision: usize) -> Result<(), Breach> {
    let live = file.live(revision);
    let added = file.changes(revision).into_iter().filter(|change| change.kind == ChangeKind::Added);
    let orphan = added
        .map(|change| change.object)
        .find(|number| !live.contains(number) && !is_structural(file, revision, *number));
    let Some(number) = orphan else { return Ok(()) };
    breach(
        "R9",
        format!("đối tượng {number} của một lần ký không thuộc về đâu"),
        format!("object {number} of a signed revision belongs to nothing"),
    )
}

/// After the closing signature only evidence and document timestamps follow; nothing unused, no dates.
fn evidence_only(signatures: &[&Judged]) -> Result<(), Breach> {
    let Some(closing) = signatures.last() else {
        return breach("R9", "thiếu chữ ký kết thúc", "no closing signature");
    };
    let evidence = |change: &Change| matches!(change.what, What::Evidence | What::Timestamped { .. });
    if closing.changes.iter().all(evidence) {
        return Ok(());
    }
    breach(
        "R9",
        "sau con dấu của đơn vị có thay đổi không phải chứng cứ",
        "a revision after the closing signature that is not evidence",
    )
}
