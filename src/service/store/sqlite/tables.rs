//! What is asked of the tables, and what is added to them.

use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use crate::service::store::rules::{self, HeldBatch, Step};
use crate::service::store::{
    Batch, Bundle, Code, Conflict, Digest, Envelope, Id, Listed, NewBatch, NewHead, Put, int, uint,
};

const CODE: &str = "SELECT e.id, b.org, e.batch, b.manifest, b.list, e.kind, e.bytes, e.object \
    FROM envelopes e JOIN batches b ON b.batch = e.batch WHERE e.id BETWEEN ?1 AND ?2 LIMIT 2";

pub fn alive(store: &Connection) -> Result<()> {
    store.prepare_cached("SELECT count(*) FROM batches WHERE batch = x''")?.query_row([], |_| Ok(()))
}

fn read_code(row: &Row<'_>) -> Result<Code> {
    Ok(Code {
        id: row.get(0)?,
        org: row.get(1)?,
        batch: row.get(2)?,
        manifest: row.get(3)?,
        list: uint(row.get(4)?),
        kind: row.get(5)?,
        envelope: envelope(row, 6)?,
    })
}

/// Of two columns, the bytes and the name of an object.
fn envelope(row: &Row<'_>, first: usize) -> Result<Option<Envelope>> {
    let object = row.get::<_, Option<Digest>>(first + 1)?.map(Envelope::Object);
    Ok(row.get::<_, Option<Vec<u8>>>(first)?.map(Envelope::Bytes).or(object))
}

pub fn code(store: &Connection, id: Id) -> Result<Option<Code>> {
    only_code(store, id, id)
}

pub fn only_code(store: &Connection, from: Id, to: Id) -> Result<Option<Code>> {
    let mut select = store.prepare_cached(CODE)?;
    let mut found = select.query_map(params![from, to], read_code)?;
    let one = found.next().transpose()?;
    Ok(if found.next().transpose()?.is_some() { None } else { one })
}

fn pieces(store: &Connection, batch: Batch) -> Result<Vec<u8>> {
    let mut select = store.prepare_cached("SELECT bytes FROM bundle_pieces WHERE batch = ?1 ORDER BY start")?;
    let pieces = select.query_map([batch], |row| row.get::<_, Vec<u8>>(0))?;
    Ok(pieces.collect::<Result<Vec<_>>>()?.concat())
}

pub fn bundle(store: &Connection, batch: Batch) -> Result<Option<Bundle>> {
    let mut select = store.prepare_cached("SELECT org, publication, list FROM batches WHERE batch = ?1")?;
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?, uint(row.get(2)?)));
    let Some((org, publication, list)) = select.query_row([batch], read).optional()? else { return Ok(None) };
    Ok(Some(Bundle { org, publication: publication.try_into().ok(), list, bytes: pieces(store, batch)? }))
}

pub fn part(store: &Connection, org: &str, list: u64, digest: Digest) -> Result<Option<Vec<u8>>> {
    let sql = "SELECT bytes FROM parts WHERE org = ?1 AND list = ?2 AND digest = ?3";
    store.prepare_cached(sql)?.query_row(params![org, int(list), digest], |row| row.get(0)).optional()
}

pub fn epoch(store: &Connection, org: &str) -> Result<u64> {
    let sql = "SELECT max(coalesce((SELECT max(epoch) FROM batches WHERE org = ?1), 0), \
        coalesce((SELECT max(epoch) FROM heads WHERE org = ?1), 0))";
    store.prepare_cached(sql)?.query_row([org], |row| row.get(0)).map(uint)
}

pub fn newest_head(store: &Connection, org: &str) -> Result<Option<(u64, u64, Vec<u8>)>> {
    let sql = "SELECT epoch, seq, bytes FROM heads WHERE org = ?1 ORDER BY epoch DESC, seq DESC LIMIT 1";
    let read = |row: &Row<'_>| Ok((uint(row.get(0)?), uint(row.get(1)?), row.get(2)?));
    store.prepare_cached(sql)?.query_row([org], read).optional()
}

fn add_piece(change: &Connection, batch: Batch, start: usize, bytes: &[u8]) -> Result<()> {
    let sql = "INSERT INTO bundle_pieces (batch, start, bytes) VALUES (?1, ?2, ?3)";
    change.execute(sql, params![batch, int(start as u64), bytes]).map(drop)
}

pub fn put_batch(change: &Connection, new: &NewBatch) -> Result<Put> {
    let held = change
        .query_row("SELECT org, manifest FROM batches WHERE batch = ?1", [new.batch], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let held = match held {
        Some((org, manifest)) => Some(HeldBatch { org, manifest, bundle: pieces(change, new.batch)? }),
        None => None,
    };
    match rules::batch(held.as_ref(), new) {
        Step::Nothing(put) => return Ok(put),
        Step::Extend { start, bytes } => return add_piece(change, new.batch, start, bytes).map(|()| Put::Stored),
        Step::Insert => {}
    }
    let publication = new.publication.as_ref().map_or(&[][..], |digest| digest);
    change.execute(
        "INSERT INTO batches (batch, org, manifest, publication, list, epoch) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![new.batch, new.org, new.manifest, publication, int(new.list), int(new.epoch)],
    )?;
    add_piece(change, new.batch, 0, &new.bundle)?;
    let mut insert = change.prepare("INSERT INTO listed (id, batch, kind, digest) VALUES (?1, ?2, ?3, ?4)")?;
    for Listed { id, kind, digest } in &new.listed {
        insert.execute(params![id, new.batch, kind, digest])?;
    }
    Ok(Put::Stored)
}

/// The batch and the kind under which it would be kept, or what else becomes of it.
pub fn try_envelope(
    store: &Connection,
    id: Id,
    digest: Digest,
    new: &Envelope,
) -> Result<std::result::Result<(Batch, u16), Put>> {
    let held = "SELECT bytes, object FROM envelopes WHERE id = ?1";
    let held = store.query_row(held, [id], |row| envelope(row, 0)).optional()?;
    let listed = "SELECT batch, kind FROM listed WHERE id = ?1 AND digest = ?2 ORDER BY batch LIMIT 1";
    let read = |row: &Row<'_>| Ok((row.get::<_, Batch>(0)?, row.get::<_, u16>(1)?));
    let listed = store.query_row(listed, params![id, digest], read).optional()?;
    Ok(match rules::envelope(id, held, listed.is_some(), new) {
        Some(put) => Err(put),
        None => listed.ok_or(Put::Refused(Conflict::NotListed)),
    })
}

pub fn put_envelope(change: &Connection, id: Id, digest: Digest, new: Envelope) -> Result<Put> {
    let (batch, kind) = match try_envelope(change, id, digest, &new)? {
        Ok(listed) => listed,
        Err(put) => return Ok(put),
    };
    let (bytes, object) = new.columns();
    let sql = "INSERT INTO envelopes (id, batch, kind, bytes, object) VALUES (?1, ?2, ?3, ?4, ?5)";
    change.execute(sql, params![id, batch, kind, bytes, object]).map(|_| Put::Stored)
}

pub fn put_head(change: &Connection, new: &NewHead) -> Result<Put> {
    let held = newest_head(change, &new.org)?;
    if let Some(put) = rules::head(held.as_ref().map(|(epoch, seq, bytes)| (*epoch, *seq, bytes.as_slice())), new) {
        return Ok(put);
    }
    let mut has = change.prepare("SELECT 1 FROM parts WHERE org = ?1 AND list = ?2 AND digest = ?3")?;
    for (list, digest) in rules::parts_needed(new) {
        if !has.exists(params![new.org, int(list), digest])? {
            return Ok(Put::Refused(Conflict::PartMissing));
        }
    }
    for part in &new.parts {
        let sql = "INSERT INTO parts (org, list, digest, bytes) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
        change.execute(sql, params![new.org, int(part.list), part.digest, part.bytes])?;
    }
    let sql = "INSERT INTO heads (org, epoch, seq, bytes) VALUES (?1, ?2, ?3, ?4)";
    change.execute(sql, params![new.org, int(new.epoch), int(new.seq), new.bytes]).map(|_| Put::Stored)
}

pub fn erase(change: &Connection, id: Id) -> Result<bool> {
    let sql = "UPDATE envelopes SET bytes = NULL, object = NULL WHERE id = ?1 AND coalesce(bytes, object) IS NOT NULL";
    change.execute(sql, [id]).map(|rows| rows > 0)
}
