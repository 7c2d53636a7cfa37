//! The store: the same rules on a SQLite file and on a real PostgreSQL (`scripts/postgres.sh` starts one
//! and names it in VANBANG_POSTGRES), with envelopes in the rows and in a bucket (`scripts/bucket.sh` starts an S3 server
//! and names it in VANBANG_S3); without them those tests say that they skipped.

#[path = "store/buckets.rs"]
mod buckets;
#[path = "store/databases.rs"]
mod databases;

use databases::{Database, every};
use vanbang::service::store::{
    Batch, Conflict, Database as _, Digest, Envelope, Id, Listed, NewBatch, NewHead, Part, Put, Sqlite, Store,
};

const BATCH: Batch = [7; 8];

fn id(number: u8) -> Id {
    [number; 16]
}

fn digest(number: u8) -> Digest {
    [number; 32]
}

/// Lists the identifiers 1 to 3 with the digests 101 to 103.
fn batch(bundle: &[u8]) -> NewBatch {
    let listed = (1..=3).map(|number| Listed { id: id(number), kind: 16, digest: digest(100 + number) }).collect();
    NewBatch {
        batch: BATCH,
        org: "thpt-mau.hue".into(),
        manifest: digest(1),
        publication: Some(digest(2)),
        list: 2026,
        epoch: 3,
        bundle: bundle.to_vec(),
        listed,
    }
}

fn part(list: u64, number: u8) -> Part {
    Part { list, digest: digest(number), bytes: vec![number; 40] }
}

/// A head that names these parts and brings them.
fn head(epoch: u64, seq: u64, bytes: &[u8], parts: &[Part]) -> NewHead {
    let lists = parts.iter().map(|part| (part.list, part.digest)).collect();
    NewHead { org: "thpt-mau.hue".into(), epoch, seq, bytes: bytes.to_vec(), lists, parts: parts.to_vec() }
}

fn refused(conflict: Conflict) -> Put {
    Put::Refused(conflict)
}

#[tokio::test]
async fn a_bundle_only_grows_and_never_changes_hands() {
    every(async |store| {
        assert_eq!(store.bundle(BATCH).await.unwrap(), None);
        assert_eq!(store.put_batch(batch(b"one")).await.unwrap(), Put::Stored);
        assert_eq!(store.put_batch(batch(b"one")).await.unwrap(), Put::Same);
        assert_eq!(store.put_batch(batch(b"one and two")).await.unwrap(), Put::Stored);
        for bundle in [&b"one"[..], b"one and 2", b"", b"another"] {
            assert_eq!(store.put_batch(batch(bundle)).await.unwrap(), refused(Conflict::NotAnExtension));
        }
        assert_eq!(store.put_batch(batch(b"one and two and three")).await.unwrap(), Put::Stored);
        let other = NewBatch { org: "thpt-khac.hue".into(), ..batch(b"one and two and three and") };
        assert_eq!(store.put_batch(other).await.unwrap(), refused(Conflict::OtherOrganisation));
        let other = NewBatch { manifest: digest(9), ..batch(b"one and two and three and") };
        assert_eq!(store.put_batch(other).await.unwrap(), refused(Conflict::NotAnExtension));
        let kept = store.bundle(BATCH).await.unwrap().unwrap();
        assert_eq!((kept.org.as_str(), &kept.bytes[..]), ("thpt-mau.hue", &b"one and two and three"[..]));
        assert_eq!(kept.publication, Some(digest(2)));
    })
    .await;
}

#[tokio::test]
async fn one_envelope_stands_under_an_identifier_for_ever() {
    every(async |store| {
        let put = |number: u8, of: u8, bytes: &'static [u8]| store.put_envelope(id(number), digest(of), bytes.to_vec());
        assert_eq!(put(1, 101, b"first").await.unwrap(), refused(Conflict::NotListed));
        assert_eq!(store.put_batch(batch(b"one")).await.unwrap(), Put::Stored);
        assert_eq!(store.code(id(1)).await.unwrap(), None, "listed, and not yet published");
        assert_eq!(put(1, 101, b"first").await.unwrap(), Put::Stored);
        assert_eq!(put(1, 101, b"first").await.unwrap(), Put::Same);
        // Known with other bytes, listed with another digest, listed nowhere: the same answer.
        for (number, of) in [(1, 102), (1, 101), (2, 101), (9, 101)] {
            assert_eq!(put(number, of, b"other").await.unwrap(), refused(Conflict::NotListed), "{number} {of}");
        }
        let code = store.code(id(1)).await.unwrap().unwrap();
        assert_eq!((code.id, code.org.as_str(), code.batch, code.manifest), (id(1), "thpt-mau.hue", BATCH, digest(1)));
        assert_eq!((code.list, code.kind), (2026, 16));
        assert_eq!(store.envelope(id(1), code.envelope).await.unwrap().as_deref(), Some(&b"first"[..]));
        assert_eq!(store.code(id(2)).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn an_erased_envelope_never_comes_back() {
    every(async |store| {
        assert_eq!(store.put_batch(batch(b"one")).await.unwrap(), Put::Stored);
        assert_eq!(store.put_envelope(id(1), digest(101), b"first".to_vec()).await.unwrap(), Put::Stored);
        assert!(store.erase(id(1)).await.unwrap());
        assert!(!store.erase(id(1)).await.unwrap() && !store.erase(id(2)).await.unwrap());
        assert_eq!(store.code(id(1)).await.unwrap().unwrap().envelope, None, "the hints stay");
        let again = store.put_envelope(id(1), digest(101), b"first".to_vec()).await.unwrap();
        assert_eq!(again, refused(Conflict::Erased));
    })
    .await;
}

#[tokio::test]
async fn a_short_code_leads_to_one_document_or_to_none() {
    every(async |store| {
        assert_eq!(store.put_batch(batch(b"one")).await.unwrap(), Put::Stored);
        for number in 1..=2 {
            assert_eq!(store.put_envelope(id(number), digest(100 + number), vec![number]).await.unwrap(), Put::Stored);
        }
        let find = async |from: Id, to: Id| store.only_code(from, to).await.unwrap().map(|code| code.id);
        assert_eq!(find(id(0), id(1)).await, Some(id(1)));
        assert_eq!(find(id(2), id(255)).await, Some(id(2)));
        assert_eq!(find(id(0), id(255)).await, None, "two of them");
        assert_eq!(find(id(3), id(255)).await, None);
    })
    .await;
}

#[tokio::test]
async fn heads_go_forward_and_stand_on_all_their_parts() {
    every(async |store| {
        assert_eq!(store.head("thpt-mau.hue").await.unwrap(), None);
        let lacking = NewHead { parts: Vec::new(), ..head(1, 5, b"lacking", &[part(2025, 1)]) };
        assert_eq!(store.put_head(lacking).await.unwrap(), refused(Conflict::PartMissing));
        assert_eq!(store.head("thpt-mau.hue").await.unwrap(), None);
        let first = head(1, 5, b"first", &[part(2025, 1), part(2026, 2)]);
        assert_eq!(store.put_head(first.clone()).await.unwrap(), Put::Stored);
        assert_eq!(store.put_head(first.clone()).await.unwrap(), Put::Same);
        for old in [head(1, 5, b"other", &[part(2025, 1)]), head(1, 4, b"lower", &[]), head(0, 9, b"epoch", &[])] {
            assert_eq!(store.put_head(old).await.unwrap(), refused(Conflict::OldHead));
        }
        // Only the part that changed comes along.
        let mut second = head(1, 6, b"second", &[part(2025, 1), part(2026, 3)]);
        second.parts.remove(0);
        assert_eq!(store.put_head(second).await.unwrap(), Put::Stored);
        let next_key = head(2, 1, b"next key", &[part(2025, 1)]);
        assert_eq!(store.put_head(next_key).await.unwrap(), Put::Stored);
        assert_eq!(store.put_head(head(1, 99, b"old key", &[])).await.unwrap(), refused(Conflict::OldHead));
        assert_eq!(store.head("thpt-mau.hue").await.unwrap().as_deref(), Some(&b"next key"[..]));
        assert_eq!(store.head("thpt-khac.hue").await.unwrap(), None);
        // Who holds an older head still finds its parts.
        for (list, number, there) in [(2026, 2, true), (2026, 3, true), (2025, 1, true), (2025, 3, false)] {
            let found = store.part("thpt-mau.hue", list, digest(number)).await.unwrap();
            assert_eq!(found, there.then(|| vec![number; 40]), "{list} {number}");
        }
        assert_eq!(store.part("thpt-khac.hue", 2025, digest(1)).await.unwrap(), None);
        assert_eq!(store.epoch("thpt-mau.hue").await.unwrap(), 2);
        assert_eq!(store.put_batch(batch(b"one")).await.unwrap(), Put::Stored);
        assert_eq!(store.epoch("thpt-mau.hue").await.unwrap(), 3);
        assert_eq!(store.epoch("thpt-khac.hue").await.unwrap(), 0);
    })
    .await;
}

/// Of all who send something else at once, one is served; who sends the same is told so.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_senders_at_once_one_wins() {
    every(async |store: Store| {
        let mut sent = tokio::task::JoinSet::new();
        for sender in 0..8_u8 {
            let store = store.clone();
            sent.spawn(async move {
                let longer = [&b"one "[..], &[b'0' + sender / 2]].concat();
                let put = store.put_batch(batch(&longer)).await.unwrap();
                let head = head(1, 1, &[sender / 2], &[part(2026, sender)]);
                (put, store.put_head(head).await.unwrap())
            });
        }
        let answers = sent.join_all().await;
        let count = |wanted: Put| answers.iter().filter(|(put, _)| *put == wanted).count();
        assert_eq!((count(Put::Stored), count(Put::Same)), (1, 1), "{answers:?}");
        assert_eq!(count(refused(Conflict::NotAnExtension)), 6);
        let heads = |wanted: Put| answers.iter().filter(|(_, put)| *put == wanted).count();
        assert_eq!((heads(Put::Stored), heads(Put::Same), heads(refused(Conflict::OldHead))), (1, 1, 6));
    })
    .await;
}

#[tokio::test]
async fn the_tables_take_no_other_change() {
    for database in Database::all() {
        let store = database.open().await;
        assert_eq!(store.put_batch(batch(b"one")).await.unwrap(), Put::Stored);
        assert_eq!(store.put_head(head(1, 1, b"head", &[part(2026, 1)])).await.unwrap(), Put::Stored);
        assert_eq!(store.put_envelope(id(1), digest(101), b"first".to_vec()).await.unwrap(), Put::Stored);
        for table in ["batches", "bundle_pieces", "listed", "heads", "parts", "envelopes"] {
            database.refuses(&format!("DELETE FROM {table}")).await;
        }
        for change in [
            "UPDATE batches SET org = 'x'",
            "UPDATE bundle_pieces SET start = 1",
            "UPDATE listed SET kind = 1",
            "UPDATE heads SET seq = 2",
            "UPDATE parts SET list = 2",
            "UPDATE envelopes SET bytes = id",
            "UPDATE envelopes SET kind = 1, bytes = NULL",
            "UPDATE envelopes SET bytes = NULL, object = batch",
        ] {
            database.refuses(change).await;
        }
    }
}

#[tokio::test]
async fn what_is_kept_is_there_again_and_foreign_tables_are_left_alone() {
    for database in Database::all() {
        let store = database.open().await;
        assert_eq!(store.put_batch(batch(b"one")).await.unwrap(), Put::Stored);
        drop(store);
        let again = database.open().await;
        assert_eq!(again.bundle(BATCH).await.unwrap().unwrap().bytes, b"one");
        database.pretend_newer().await;
        assert_eq!(database.try_open(None).await.err().map(|error| error.code()), Some("STORE_NEWER"));
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.sqlite");
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE notes (text)").unwrap();
    assert_eq!(Sqlite::open(&path).err().map(|error| error.code()), Some("STORE_NOT_ONE"));
    std::fs::write(&path, "a diary, and a long one".repeat(100)).unwrap();
    assert_eq!(Sqlite::open(&path).err().map(|error| error.code()), Some("STORE_NOT_ONE"));
    let nowhere = Sqlite::open(&folder.path().join("no/store.sqlite"));
    assert_eq!(nowhere.err().map(|error| error.code()), Some("STORE_FILE"));
}

/// A copy made while others write is a whole store.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_the_file_is_a_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::open(&folder.path().join("store.sqlite")).unwrap();
    assert_eq!(store.put_batch(batch(b"one")).await.unwrap(), Put::Stored);
    let writer = store.clone();
    let writing = tokio::spawn(async move {
        for number in 0..100 {
            let _ = writer.put_head(head(1, number + 1, &[1], &[])).await.unwrap();
        }
    });
    let copy = folder.path().join("copy.sqlite");
    store.copy_to(&copy).unwrap();
    writing.await.unwrap();
    assert_eq!(store.copy_to(&copy).err().map(|error| error.code()), Some("STORE_FILE"), "never over another file");
    let restored = Sqlite::open(&copy).unwrap();
    assert_eq!(restored.bundle(BATCH).await.unwrap(), store.bundle(BATCH).await.unwrap());
    assert_eq!(restored.put_envelope(id(1), digest(101), first()).await.unwrap(), Put::Stored);
}

fn first() -> Envelope {
    Envelope::Bytes(b"first".to_vec())
}

/// As the program before this one left it.
#[tokio::test]
async fn a_file_of_the_first_layout_is_brought_to_this_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    let before = rusqlite::Connection::open(&path).unwrap();
    before.execute_batch(include_str!("../src/service/store/sqlite/1.sql")).unwrap();
    let rows = "INSERT INTO batches VALUES (x'0707070707070707', 'thpt-mau.hue', zeroblob(32), x'', 2026, 3);
        INSERT INTO envelopes VALUES (x'01010101010101010101010101010101', x'0707070707070707', 16, CAST('first' AS BLOB));
        INSERT INTO envelopes VALUES (x'02020202020202020202020202020202', x'0707070707070707', 16, NULL);
        PRAGMA application_id = 1986163572; PRAGMA user_version = 1;";
    before.execute_batch(rows).unwrap();
    before.close().unwrap();
    let store = Sqlite::open(&path).unwrap();
    assert_eq!(store.code(id(1)).await.unwrap().unwrap().envelope, Some(first()));
    assert_eq!(store.code(id(2)).await.unwrap().unwrap().envelope, None, "erased is erased");
    assert!(store.erase(id(1)).await.unwrap());
}

/// A store that reads without end for the sake of speed keeps nobody from writing, and sees what they wrote.
#[tokio::test]
async fn what_another_program_changes_in_the_file_is_seen_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    let (store, other) = (Sqlite::open(&path).unwrap(), Sqlite::open(&path).unwrap());
    let envelope = async || store.code(id(1)).await.unwrap().map(|code| code.envelope);
    store.alive().await.unwrap();
    assert_eq!(envelope().await, None);
    assert_eq!(other.put_batch(batch(b"one")).await.unwrap(), Put::Stored);
    assert_eq!(other.put_envelope(id(1), digest(101), first()).await.unwrap(), Put::Stored);
    assert_eq!(envelope().await, Some(Some(first())));
    assert!(other.erase(id(1)).await.unwrap());
    assert_eq!(envelope().await, Some(None));
    assert_eq!(store.put_envelope(id(2), digest(102), first()).await.unwrap(), Put::Stored);
    store.alive().await.unwrap();
    let moved = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get::<_, u32>(1)?, row.get::<_, u32>(2)?));
    let file = rusqlite::Connection::open(&path).unwrap();
    let (busy, log, moved): (bool, _, _) = file.query_row("PRAGMA wal_checkpoint", [], moved).unwrap();
    assert!(!busy && log > 0 && log == moved, "{moved} of {log} pages of the log are in the file");
}

/// Nothing is ever "not there" because the file is gone, replaced or broken.
#[tokio::test]
async fn a_file_that_is_lost_is_no_empty_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    let store = Sqlite::open(&path).unwrap();
    assert_eq!(store.put_batch(batch(b"one")).await.unwrap(), Put::Stored);
    assert_eq!(store.put_envelope(id(1), digest(101), first()).await.unwrap(), Put::Stored);
    let lost = async |store: &Sqlite| {
        let codes = [
            store.alive().await.err(),
            store.code(id(1)).await.err(),
            store.code(id(200)).await.err(),
            store.bundle(BATCH).await.err(),
            store.head("thpt-mau.hue").await.err(),
            store.put_batch(batch(b"one and two")).await.err(),
        ];
        codes.map(|error| error.map(|error| error.code()))
    };
    let away = folder.path().join("away");
    std::fs::create_dir(&away).unwrap();
    let files = ["store.sqlite", "store.sqlite-wal", "store.sqlite-shm"];
    let moved = |from: &std::path::Path, to: &std::path::Path| {
        for file in files {
            let _ = std::fs::rename(from.join(file), to.join(file));
        }
    };
    moved(folder.path(), &away);
    assert_eq!(lost(&store).await, [Some("STORE_LOST"); 6]);
    assert!(!path.exists(), "no empty store in its place");
    std::fs::write(&path, vec![0x5A; 1 << 16]).unwrap();
    assert_eq!(lost(&store).await, [Some("STORE_LOST"); 6]);
    std::fs::remove_file(&path).unwrap();
    moved(&away, folder.path());
    assert_eq!(store.code(id(1)).await.unwrap().unwrap().envelope, Some(first()), "without a restart");
    assert_eq!(store.put_batch(batch(b"one and two")).await.unwrap(), Put::Stored);
}
