//! Where the template put its signature boxes, from Typst's introspector.

use typst::foundations::{Dict, Label, Selector, Value};
use typst::introspection::{Introspector, MetadataElem};
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

use super::Error;
use crate::document::record::{Kind, SignatureBox};
use crate::wording::Phrase;

/// A reader says one in half a minute.
const TOOLTIP_LETTERS: usize = 500;

/// The boxes in the order in which the kind's roles sign, each declared exactly once.
pub(super) fn find(document: &PagedDocument, kind: Kind) -> Result<Vec<SignatureBox>, Error> {
    let declared = declared(document)?;
    for found in &declared {
        if !kind.roles().iter().any(|role| role.field() == found.name) {
            let field = found.name.clone();
            return Err(Error::BoxInvalid {
                field,
                reason: Phrase::new("loại văn bản này không có chữ ký đó", "the kind has no such signature"),
            });
        }
    }
    let mut boxes = Vec::new();
    for role in kind.roles() {
        let mut named = declared.iter().filter(|found| found.name == role.field());
        match (named.next(), named.count()) {
            (Some(only), 0) => boxes.push(only.clone()),
            (first, others) => {
                let found = usize::from(first.is_some()) + others;
                return Err(Error::BoxCount { field: role.field().to_owned(), found });
            }
        }
    }
    Ok(boxes)
}

fn declared(document: &PagedDocument) -> Result<Vec<SignatureBox>, Error> {
    let Some(label) = Label::new(PicoStr::intern("vanbang-box")) else {
        return Ok(Vec::new());
    };
    let introspector = document.introspector();
    let mut boxes = Vec::new();
    for element in introspector.query(&Selector::Label(label)) {
        let invalid = |field: &str, vi, en| Error::BoxInvalid { field: field.to_owned(), reason: Phrase::new(vi, en) };
        let metadata = element
            .to_packed::<MetadataElem>()
            .and_then(|metadata| metadata.value.clone().cast::<Dict>().ok())
            .ok_or_else(|| {
                invalid(
                    "?",
                    "nhãn đặt lên thứ khác, không phải metadata của ô",
                    "the label stands on something else than its metadata",
                )
            })?;
        let text = |name| metadata.get(name).ok().and_then(|value| value.clone().cast::<String>().ok());
        let points = |name| match metadata.get(name) {
            Ok(Value::Float(points)) if points.is_finite() && *points > 0.0 => Some(*points),
            Ok(Value::Int(points)) if *points > 0 => Some(*points as f64),
            _ => None,
        };
        let name = text("field").ok_or_else(|| invalid("?", "thiếu tên ô", "its name is missing"))?;
        let (Some(width), Some(height)) = (points("width"), points("height")) else {
            return Err(invalid(
                &name,
                "thiếu chiều rộng hay chiều cao, hoặc không lớn hơn 0",
                "its width or height is missing or not above zero",
            ));
        };
        let position = element.location().and_then(|location| introspector.position(location));
        let Some(position) = position else {
            return Err(invalid(&name, "ô không nằm ở đâu trên các trang", "it is nowhere on the pages"));
        };
        let page = position.page.get() - 1;
        let Some(size) = document.pages().get(page).map(|page| page.frame.size()) else {
            return Err(invalid(&name, "ô không thuộc trang nào", "it is on no page"));
        };
        let left = position.point.x.to_pt();
        let upper = size.y.to_pt() - position.point.y.to_pt();
        let rect = [left, upper - height, left + width, upper].map(hundredths);
        let [x0, y0, x1, y1] = rect;
        if x0 < 0.0 || y0 < 0.0 || x1 > size.x.to_pt() || y1 > size.y.to_pt() {
            return Err(invalid(&name, "ô không nằm trọn trong trang", "it is not wholly inside its page"));
        }
        let tooltip = text("tooltip").filter(|text| !text.is_empty());
        let tooltip = tooltip.ok_or_else(|| invalid(&name, "thiếu lời chú của ô", "its tooltip is missing"))?;
        if tooltip.chars().count() > TOOLTIP_LETTERS {
            return Err(invalid(&name, "lời chú của ô quá dài", "its tooltip is too long"));
        }
        boxes.push(SignatureBox { name, page, rect, tooltip });
    }
    Ok(boxes)
}

fn hundredths(points: f64) -> f64 {
    (points * 100.0).round() / 100.0
}
