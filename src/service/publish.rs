//! Publishing (docs/protocol.md 10.2): nobody logs in. What is sent is judged, kept whole or not at all, and
//! answered alike when it comes twice.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State as Extract};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::event::Event;
use super::parts::{self, Parts};
use super::refusal::{Failure, Refusal};
use super::state::State;
use super::store::{Conflict, Error, Listed, NewBatch, NewHead, Part, Put};
use crate::service::objects::hex;
use crate::verify::publishing::limits::{
    BUNDLE_BYTES, ENVELOPE_BYTES, PUBLICATION_BYTES, SIGNED_HEAD_BYTES, STATUS_LISTS, STATUS_PART_BYTES,
};
use crate::verify::publishing::{SentHead, judge_batch};
use crate::verify::{Finding, Id, sha256};

/// Largest body of all: a head with parts of together four times the largest, and the borders of the form.
pub const BODY: usize = SIGNED_HEAD_BYTES + 4 * STATUS_PART_BYTES + parts::BORDERS;

type Asked = Result<Path<String>, PathRejection>;

/// Why something that was sent is not kept.
enum Unkept {
    Refusal(Refusal),
    Conflict(Conflict),
    /// The manifest that delegates the status key is not here.
    DelegationMissing,
    /// It does not prove itself.
    Judged(Box<Finding>),
    Store(Error),
}

/// `PUT /api/v1/publish/batches/<batch>`: the fields `bundle` and `list` of a form.
pub async fn batch(Extract(state): Extract<State>, batch: Asked, request: Request) -> Response {
    let put = async {
        let batch = batch.ok().and_then(|Path(batch)| hex::<8>(&batch)).ok_or(Refusal::ObjectUnknown)?;
        let mut sent =
            parts::read(&state, request, &[("bundle", BUNDLE_BYTES, 1), ("list", PUBLICATION_BYTES, 1)]).await?;
        let bundle = sent.take("bundle").ok_or(Refusal::BodyMalformed)?;
        let list = sent.take("list").unwrap_or_default();
        let held = state.store().bundle(batch).await?;
        let publication = (!list.is_empty()).then(|| sha256(&list));
        if held.as_ref().is_some_and(|held| held.bytes == bundle && held.publication == publication) {
            return Ok(Put::Same);
        }
        let shared = state.clone();
        let new = judged(move || {
            let before = held.as_ref().map(|held| held.bytes.as_slice());
            let judged = judge_batch(batch, &bundle, &list, before, &shared.policy(), shared.now())?;
            let listed = judged.envelopes().map(|(id, kind, digest)| Listed { id, kind, digest }).collect();
            Ok(NewBatch {
                batch,
                org: judged.org().to_owned(),
                manifest: judged.manifest(),
                publication: judged.publication(),
                list: judged.list(),
                epoch: judged.epoch(),
                listed,
                bundle,
            })
        });
        Ok(state.store().put_batch(new.await?).await?)
    };
    answer(&state, "batch", put.await)
}

/// `PUT /api/v1/publish/envelopes/<ID>`: its bytes. What it holds is nobody's business here: a manifest names its
/// digest.
pub async fn envelope(Extract(state): Extract<State>, id: Asked, request: Request) -> Response {
    let put = async {
        let id = id.ok().and_then(|Path(id)| Id::parse(&id).ok()).ok_or(Refusal::ObjectUnknown)?;
        let bytes = parts::body(&state, request, ENVELOPE_BYTES).await?;
        let digest = sha256(&bytes);
        Ok(state.store().put_envelope(*id.as_bytes(), digest, bytes).await?)
    };
    answer(&state, "envelope", put.await)
}

/// `PUT /api/v1/publish/status/<org>`: the field `head` of a form, and a field `part` for each part that changed.
pub async fn status(Extract(state): Extract<State>, org: Asked, request: Request) -> Response {
    let put = async {
        let Path(org) = org.map_err(|_| Refusal::ObjectUnknown)?;
        // A server that has no part yet gets all of them.
        let fields = [("head", SIGNED_HEAD_BYTES, 1), ("part", STATUS_PART_BYTES, STATUS_LISTS)];
        let mut sent = parts::read(&state, request, &fields).await?;
        let bytes = sent.take("head").ok_or(Refusal::BodyMalformed)?;
        let head = SentHead::parse(&bytes)?;
        if head.org() != org {
            return Err(Unkept::Judged(Box::new(other_organisation())));
        }
        if state.store().head(&org).await?.is_some_and(|held| held == bytes) {
            return Ok(Put::Same);
        }
        let delegating = state.store().bundle(head.delegated_by()).await?.ok_or(Unkept::DelegationMissing)?;
        let least_epoch = state.store().epoch(&org).await?;
        let shared = state.clone();
        let new = judged(move || {
            head.judge(&delegating.bytes, least_epoch, &shared.policy(), shared.now())?;
            let parts = keep(&head, sent)?;
            Ok(NewHead { org, epoch: head.epoch(), seq: head.seq(), lists: head.lists().collect(), bytes, parts })
        });
        Ok(state.store().put_head(new.await?).await?)
    };
    answer(&state, "status", put.await)
}

fn keep(head: &SentHead, mut sent: Parts) -> Result<Vec<Part>, Box<Finding>> {
    let mut parts = Vec::new();
    while let Some(bytes) = sent.take("part") {
        let (list, digest) = head.part(&bytes)?;
        parts.push(Part { list, digest, bytes });
    }
    Ok(parts)
}

/// Signatures are checked on a thread that may take its time.
async fn judged<T: Send + 'static>(
    judge: impl FnOnce() -> Result<T, Box<Finding>> + Send + 'static,
) -> Result<T, Unkept> {
    let judged = tokio::task::spawn_blocking(judge).await.map_err(|_| Refusal::Internal)?;
    judged.map_err(Unkept::Judged)
}

fn answer(state: &State, what: &'static str, put: Result<Put, Unkept>) -> Response {
    #[derive(Serialize)]
    struct Kept {
        stored: bool,
    }
    let why = match put {
        Ok(Put::Refused(conflict)) => Unkept::Conflict(conflict),
        Ok(put) => {
            let stored = put == Put::Stored;
            state.tell(&Event::Published { what, again: !stored });
            let status = if stored { StatusCode::CREATED } else { StatusCode::OK };
            return (status, Json(Kept { stored })).into_response();
        }
        Err(why) => why,
    };
    let (status, error) = match why {
        Unkept::Refusal(refusal) => return state.refuse(refusal),
        Unkept::Store(error) => return state.store_failed(&error),
        Unkept::DelegationMissing => (StatusCode::CONFLICT, delegation_missing()),
        Unkept::Conflict(Conflict::Erased) => (StatusCode::GONE, told(Conflict::Erased)),
        Unkept::Conflict(conflict) => (StatusCode::CONFLICT, told(conflict)),
        Unkept::Judged(finding) => (StatusCode::UNPROCESSABLE_ENTITY, *finding),
    };
    state.tell(&Event::Refused { code: error.code });
    (status, Json(Failure { error })).into_response()
}

fn other_organisation() -> Finding {
    Finding::new(
        "ORGANISATION_DIFFERS",
        "Danh sách tình trạng thuộc một đơn vị khác với đơn vị trong địa chỉ.",
        "The status head is of another organisation than the address names.",
    )
}

fn delegation_missing() -> Finding {
    Finding::new(
        "STATUS_DELEGATION_MISSING",
        "Máy chủ chưa có bản kê ủy quyền khóa tình trạng. Hãy công bố lô đó trước.",
        "The manifest that delegates the status key is not here. Publish its batch first.",
    )
}

fn told(conflict: Conflict) -> Finding {
    let (code, vi, en) = match conflict {
        Conflict::OtherOrganisation => {
            ("BATCH_TAKEN", "Một đơn vị khác đã giữ số lô này.", "Another organisation holds this batch.")
        }
        Conflict::NotAnExtension => (
            "BUNDLE_NOT_EXTENDED",
            "Gói bằng chứng phải bắt đầu bằng đúng các byte máy chủ đang có.",
            "The bundle must begin with the bytes that are here.",
        ),
        Conflict::NotListed => (
            "ENVELOPE_NOT_LISTED",
            "Không danh sách công bố nào nêu đúng phong bì này cho mã này. Hãy công bố lô trước.",
            "No publication list names this envelope for this identifier. Publish the batch first.",
        ),
        Conflict::Erased => (
            "ENVELOPE_ERASED",
            "Phong bì này đã bị xóa theo yêu cầu và không được đưa lại.",
            "This envelope was erased on request and does not come back.",
        ),
        Conflict::OldHead => (
            "STATUS_OLD",
            "Máy chủ đã có danh sách tình trạng mới hơn hoặc khác cùng số.",
            "A newer status head, or another one of the same number, is here.",
        ),
        Conflict::PartMissing => (
            "STATUS_PART_MISSING",
            "Thiếu một phần mà danh sách tình trạng nêu. Hãy gửi kèm.",
            "A part that the head names is neither here nor sent along.",
        ),
    };
    Finding::new(code, vi, en)
}

impl From<Refusal> for Unkept {
    fn from(refusal: Refusal) -> Unkept {
        Unkept::Refusal(refusal)
    }
}

impl From<Box<Finding>> for Unkept {
    fn from(finding: Box<Finding>) -> Unkept {
        Unkept::Judged(finding)
    }
}

impl From<Error> for Unkept {
    fn from(error: Error) -> Unkept {
        Unkept::Store(error)
    }
}
