//! First stage: a document is read, and prepared up to the bytes that the key signs.

use chrono::{DateTime, FixedOffset};

use super::step::{Step, Task};
use super::{Error, Look};
use crate::document::batch::read_noted;
use crate::document::record::SignatureBox;
use crate::signature::crypto::Hashed;
use crate::signature::pades::{self, Appearance, BLUE, FieldBox, Identity, Pen, Prepared, RED, Source, Statement};

/// Bytes for a timestamp; real ones have three to eight thousand.
const STAMP_ROOM: usize = 16 << 10;

/// Reads a document as it was noted.
pub(super) fn read(task: &Task) -> Result<Hashed, Error> {
    Ok(read_noted(&task.source.path, &task.source.sha256)?)
}

/// Draws a role's signatures: a person's is blue, the seal red.
pub(super) fn pen<'l>(look: &'l Look, step: &Step) -> Pen<'l> {
    Pen::new(match &look.image {
        Some(png) => Appearance::Image { png },
        None => Appearance::Text { font: &look.font, colour: if step.is_last { RED } else { BLUE } },
    })
}

pub(super) fn prepare(
    task: &Task,
    source: Hashed,
    step: &Step,
    identity: &Identity,
    pen: &Pen,
    stamped: bool,
    claimed: DateTime<FixedOffset>,
) -> Result<Prepared, Error> {
    let name = identity.certificate.common_name().to_owned();
    let lines = [name, claimed.format("%Y-%m-%dT%H:%M:%S%:z").to_string()];
    let statement = Statement { pen, lines: &lines, claimed, stamp_room: if stamped { STAMP_ROOM } else { 0 } };
    let field = step.role.field();
    let source = if task.source.plain { Source::Plain(source) } else { Source::Unread(source) };
    Ok(match &task.source.boxes {
        Some(boxes) => pades::prepare_first(source, &field_boxes(boxes, step), field, &statement, identity)?,
        None => pades::prepare_next(source, field, &statement, identity)?,
    })
}

/// The boxes that the drawing left room for, as far as they are signed digitally; the last role's field locks everything.
fn field_boxes(boxes: &[SignatureBox], step: &Step) -> Vec<FieldBox> {
    let closing = step.fields.last().copied();
    let digital = boxes.iter().filter(|one| step.fields.contains(&one.name.as_str()));
    let field = |SignatureBox { name, page, rect, tooltip }: &SignatureBox| FieldBox {
        locks_all: Some(name.as_str()) == closing,
        name: name.clone(),
        page: *page,
        rect: *rect,
        tooltip: tooltip.clone(),
    };
    digital.map(field).collect()
}
