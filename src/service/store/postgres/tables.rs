//! What is asked of the tables, and what is added to them.

use deadpool_postgres::{Client, GenericClient, Transaction};
use tokio_postgres::{Error, Row};

use crate::service::store::rules::{self, HeldBatch, Step};
use crate::service::store::{Batch, Bundle, Code, Conflict, Digest, Envelope, Id, NewBatch, NewHead, Put, int, uint};

const CODE: &str = "SELECT e.id, b.org, e.batch, b.manifest, b.list, e.kind, e.bytes, e.object \
    FROM envelopes e JOIN batches b ON b.batch = e.batch WHERE e.id BETWEEN $1 AND $2 LIMIT 2";
const NEWEST_HEAD: &str = "SELECT epoch, seq, bytes FROM heads WHERE org = $1 ORDER BY epoch DESC, seq DESC LIMIT 1";

/// 0: none of our tables is here.
pub async fn layout(change: &Transaction<'_>) -> Result<i64, Error> {
    change.batch_execute("CREATE TABLE IF NOT EXISTS vanbang_layout (version BIGINT NOT NULL)").await?;
    let row = change.query_one("SELECT coalesce(max(version), 0) FROM vanbang_layout", &[]).await?;
    row.try_get(0)
}

pub async fn set_layout(change: &Transaction<'_>, version: i64) -> Result<(), Error> {
    change.execute("DELETE FROM vanbang_layout", &[]).await?;
    change.execute("INSERT INTO vanbang_layout (version) VALUES ($1)", &[&version]).await.map(drop)
}

pub async fn alive(store: &Client) -> Result<(), Error> {
    let select = store.prepare_cached("SELECT count(*) FROM batches WHERE batch = ''").await?;
    store.query_one(&select, &[]).await.map(drop)
}

/// A column of fixed length; the schema holds its length.
fn fixed<const N: usize>(row: &Row, column: usize) -> Result<[u8; N], Error> {
    Ok(row.try_get::<_, &[u8]>(column)?.try_into().unwrap_or([0; N]))
}

fn read_code(row: &Row) -> Result<Code, Error> {
    Ok(Code {
        id: fixed(row, 0)?,
        org: row.try_get(1)?,
        batch: fixed(row, 2)?,
        manifest: fixed(row, 3)?,
        list: uint(row.try_get(4)?),
        kind: kind(row, 5)?,
        envelope: envelope(row, 6)?,
    })
}

/// Of two columns, the bytes and the name of an object.
fn envelope(row: &Row, first: usize) -> Result<Option<Envelope>, Error> {
    let bytes = row.try_get::<_, Option<Vec<u8>>>(first)?.map(Envelope::Bytes);
    let has_object = row.try_get::<_, Option<&[u8]>>(first + 1)?.is_some();
    Ok(if has_object { Some(Envelope::Object(fixed(row, first + 1)?)) } else { bytes })
}

/// Lists have kinds of 16 bits.
fn kind(row: &Row, column: usize) -> Result<u16, Error> {
    Ok(u16::try_from(row.try_get::<_, i64>(column)?).unwrap_or(0))
}

pub async fn only_code(store: &Client, from: Id, to: Id) -> Result<Option<Code>, Error> {
    let select = store.prepare_cached(CODE).await?;
    match store.query(&select, &[&&from[..], &&to[..]]).await?.as_slice() {
        [one] => read_code(one).map(Some),
        _ => Ok(None),
    }
}

pub async fn bundle(store: &Client, batch: Batch) -> Result<Option<Bundle>, Error> {
    let select = "SELECT org, publication, list, (SELECT string_agg(bytes, '' ORDER BY start) FROM bundle_pieces p \
        WHERE p.batch = b.batch) FROM batches b WHERE batch = $1";
    let select = store.prepare_cached(select).await?;
    let Some(row) = store.query_opt(&select, &[&&batch[..]]).await? else { return Ok(None) };
    let publication: &[u8] = row.try_get(1)?;
    Ok(Some(Bundle {
        org: row.try_get(0)?,
        publication: publication.try_into().ok(),
        list: uint(row.try_get(2)?),
        bytes: row.try_get(3)?,
    }))
}

pub async fn head(store: &Client, org: String) -> Result<Option<Vec<u8>>, Error> {
    let select = store.prepare_cached(NEWEST_HEAD).await?;
    store.query_opt(&select, &[&org]).await?.map(|row| row.try_get(2)).transpose()
}

pub async fn part(store: &Client, org: String, list: u64, digest: Digest) -> Result<Option<Vec<u8>>, Error> {
    let select = "SELECT bytes FROM parts WHERE org = $1 AND list = $2 AND digest = $3";
    let select = store.prepare_cached(select).await?;
    store.query_opt(&select, &[&org, &int(list), &&digest[..]]).await?.map(|row| row.try_get(0)).transpose()
}

pub async fn epoch(store: &Client, org: String) -> Result<u64, Error> {
    let select = "SELECT greatest((SELECT max(epoch) FROM batches WHERE org = $1), \
        (SELECT max(epoch) FROM heads WHERE org = $1), 0)";
    let select = store.prepare_cached(select).await?;
    store.query_one(&select, &[&org]).await?.try_get(0).map(uint)
}

async fn add_piece(change: &Transaction<'_>, batch: Batch, start: usize, bytes: &[u8]) -> Result<(), Error> {
    let sql = "INSERT INTO bundle_pieces (batch, start, bytes) VALUES ($1, $2, $3)";
    change.execute(sql, &[&&batch[..], &int(start as u64), &bytes]).await.map(drop)
}

async fn held_batch(change: &Transaction<'_>, batch: Batch) -> Result<Option<HeldBatch>, Error> {
    let select = "SELECT org, manifest, (SELECT string_agg(bytes, '' ORDER BY start) FROM bundle_pieces p \
        WHERE p.batch = b.batch) FROM batches b WHERE batch = $1";
    let Some(row) = change.query_opt(select, &[&&batch[..]]).await? else { return Ok(None) };
    Ok(Some(HeldBatch { org: row.try_get(0)?, manifest: fixed(&row, 1)?, bundle: row.try_get(2)? }))
}

pub async fn put_batch(change: &Transaction<'_>, new: NewBatch) -> Result<Put, Error> {
    let held = held_batch(change, new.batch).await?;
    match rules::batch(held.as_ref(), &new) {
        Step::Nothing(put) => return Ok(put),
        Step::Extend { start, bytes } => {
            return add_piece(change, new.batch, start, bytes).await.map(|()| Put::Stored);
        }
        Step::Insert => {}
    }
    let publication = new.publication.as_ref().map_or(&[][..], |digest| digest);
    change
        .execute(
            "INSERT INTO batches (batch, org, manifest, publication, list, epoch) VALUES ($1, $2, $3, $4, $5, $6)",
            &[&&new.batch[..], &new.org, &&new.manifest[..], &publication, &int(new.list), &int(new.epoch)],
        )
        .await?;
    add_piece(change, new.batch, 0, &new.bundle).await?;
    let ids: Vec<&[u8]> = new.listed.iter().map(|one| &one.id[..]).collect();
    let kinds: Vec<i64> = new.listed.iter().map(|one| i64::from(one.kind)).collect();
    let digests: Vec<&[u8]> = new.listed.iter().map(|one| &one.digest[..]).collect();
    let sql = "INSERT INTO listed (id, batch, kind, digest) \
        SELECT id, $1, kind, digest FROM unnest($2::bytea[], $3::bigint[], $4::bytea[]) AS one (id, kind, digest)";
    change.execute(sql, &[&&new.batch[..], &ids, &kinds, &digests]).await?;
    Ok(Put::Stored)
}

/// The batch and the kind under which it would be kept, or what else becomes of it.
pub async fn try_envelope(
    store: &impl GenericClient,
    id: Id,
    digest: Digest,
    new: &Envelope,
) -> Result<Result<(Batch, i64), Put>, Error> {
    let held = store.query_opt("SELECT bytes, object FROM envelopes WHERE id = $1", &[&&id[..]]).await?;
    let held = held.as_ref().map(|row| envelope(row, 0)).transpose()?;
    let listed = "SELECT batch, kind FROM listed WHERE id = $1 AND digest = $2 ORDER BY batch LIMIT 1";
    let listed = store.query_opt(listed, &[&&id[..], &&digest[..]]).await?;
    Ok(match (rules::envelope(id, held, listed.is_some(), new), listed) {
        (Some(put), _) => Err(put),
        (None, Some(listed)) => Ok((fixed(&listed, 0)?, listed.try_get(1)?)),
        (None, None) => Err(Put::Refused(Conflict::NotListed)),
    })
}

pub async fn put_envelope(change: &Transaction<'_>, id: Id, digest: Digest, new: Envelope) -> Result<Put, Error> {
    let (batch, kind) = match try_envelope(change, id, digest, &new).await? {
        Ok(listed) => listed,
        Err(put) => return Ok(put),
    };
    let (bytes, object) = new.columns();
    let object = object.as_ref().map(|name| &name[..]);
    let sql = "INSERT INTO envelopes (id, batch, kind, bytes, object) VALUES ($1, $2, $3, $4, $5)";
    change.execute(sql, &[&&id[..], &&batch[..], &kind, &bytes, &object]).await?;
    Ok(Put::Stored)
}

pub async fn put_head(change: &Transaction<'_>, new: NewHead) -> Result<Put, Error> {
    let held = change.query_opt(NEWEST_HEAD, &[&new.org]).await?;
    let held = match &held {
        Some(row) => Some((uint(row.try_get(0)?), uint(row.try_get(1)?), row.try_get(2)?)),
        None => None,
    };
    if let Some(put) = rules::head(held, &new) {
        return Ok(put);
    }
    for (list, digest) in rules::parts_needed(&new) {
        let sql = "SELECT 1 FROM parts WHERE org = $1 AND list = $2 AND digest = $3";
        if change.query_opt(sql, &[&new.org, &int(list), &&digest[..]]).await?.is_none() {
            return Ok(Put::Refused(Conflict::PartMissing));
        }
    }
    for part in &new.parts {
        let sql = "INSERT INTO parts (org, list, digest, bytes) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        change.execute(sql, &[&new.org, &int(part.list), &&part.digest[..], &part.bytes]).await?;
    }
    let sql = "INSERT INTO heads (org, epoch, seq, bytes) VALUES ($1, $2, $3, $4)";
    change.execute(sql, &[&new.org, &int(new.epoch), &int(new.seq), &new.bytes]).await?;
    Ok(Put::Stored)
}

pub async fn erase(change: &Transaction<'_>, id: Id) -> Result<bool, Error> {
    let sql = "UPDATE envelopes SET bytes = NULL, object = NULL WHERE id = $1 AND coalesce(bytes, object) IS NOT NULL";
    change.execute(sql, &[&&id[..]]).await.map(|rows| rows > 0)
}
