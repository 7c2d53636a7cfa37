//! A register takes what may follow, and finds everything that was done to it behind its back.

use rusqlite::Connection;
use tempfile::TempDir;

use super::*;
use crate::document::record::{Code, CredentialType, Date, Diploma, DocumentId, Form, Holder, Supersedes};

pub(super) fn at(minute: i64) -> DateTime<FixedOffset> {
    let start = DateTime::parse_from_rfc3339("2026-06-01T08:00:00+07:00").unwrap();
    start + chrono::TimeDelta::minutes(minute)
}

pub(super) fn by() -> Name {
    Name::new("Trần Thị Văn Thư").unwrap()
}

pub(super) fn code(text: &str) -> Code {
    Code::tidy(text).unwrap()
}

pub(super) fn diploma(number: u64) -> Diploma {
    let name = |text: &str| Name::new(text).unwrap();
    Diploma {
        credential_type: CredentialType::Thpt,
        form: Form::Paper,
        serial_no: code(&format!("B {number:07}")),
        register_no: code(&format!("{number:03}/THPT/2026")),
        holder: Holder {
            full_name: name("Nguyễn Hoàng Bảo Ngọc"),
            date_of_birth: Date::parse("2008-03-05").unwrap(),
            birth_year_only: false,
            place_of_birth: Some(name("Huế")),
            gender: None,
            ethnicity: Some(name("Kinh")),
            nationality: None,
        },
        school_name: Some(name("Trường THPT Mẫu")),
        exam_session: None,
        exam_council: None,
        major: None,
        study_mode: None,
        classification: None,
        exam_score: None,
        graduation_year: 2026,
        decision_no: code("12/QĐ-THPT"),
        decision_date: Date::parse("2026-05-20").unwrap(),
        issue_date: Date::parse("2026-05-30").unwrap(),
        issue_place: name("Huế"),
        issuer_name: name("Trường THPT Mẫu"),
        signer_name: name("Lê Văn Hiệu"),
        signer_title: name("HIỆU TRƯỞNG"),
        note: None,
    }
}

pub(super) struct Kept {
    _folder: TempDir,
    pub(super) path: PathBuf,
}

/// A register of that many entries.
pub(super) fn kept(entries: u64) -> Kept {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("register.sqlite");
    let mut register = Register::create(&path, &OrgId::new("thpt-mau.hue").unwrap(), &by(), at(0)).unwrap();
    let noted = (2..=entries).map(|number| Noted::Diploma(Box::new(diploma(number)))).collect();
    register.append(noted, &by(), at(1)).unwrap();
    assert_eq!(Register::open(&path).unwrap().count(), entries);
    Kept { _folder: folder, path }
}

/// What somebody with the file and a database program can do: the triggers are gone while they work.
fn behind_its_back(path: &Path, change: impl Fn(&Connection)) {
    let connection = Connection::open(path).unwrap();
    connection.pragma_update(None, "synchronous", "OFF").unwrap();
    let triggers: Vec<(String, String)> = connection
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    connection.execute_batch("BEGIN").unwrap();
    for (name, _) in &triggers {
        connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    change(&connection);
    for (_, sql) in &triggers {
        connection.execute_batch(sql).unwrap();
    }
    connection.execute_batch("COMMIT").unwrap();
}

fn damaged_entry(path: &Path) -> u64 {
    match Register::open_alone(path) {
        Err(Error::Damaged { number, .. }) => number,
        other => panic!("{:?}", other.map(|register| register.count())),
    }
}

/// The rows of a register of that many entries, as the store hands them out.
fn rows(entries: u64) -> Vec<Row> {
    let mut rows = Vec::new();
    let kept = kept(entries);
    Store::open(&kept.path)
        .unwrap()
        .each(|row| {
            rows.push(row);
            Ok(())
        })
        .unwrap();
    rows
}

/// The first entry that does not follow, when all before the index `from` do.
fn first_damaged<'r>(rows: impl IntoIterator<Item = &'r Row>, from: usize, before: &Row) -> Option<u64> {
    let mut head = if from == 0 { chain::START } else { before.hash.as_slice().try_into().unwrap() };
    (from as u64 + 1..).zip(rows).find(|(number, row)| follow(row, *number, &mut head).is_err()).map(|(at, _)| at)
}

#[test]
fn every_changed_byte_of_a_thousand_entries_is_found_and_named() {
    let mut rows = rows(1_000);
    assert_eq!(first_damaged(&rows, 0, &rows[0]), None);
    let mut changes = 0;
    for index in 0..rows.len() {
        let number = index as u64 + 1;
        let before = rows[index.saturating_sub(1)].clone();
        let (body, hash) = (rows[index].body.len(), rows[index].hash.len());
        for place in 0..body + hash {
            let row = &mut rows[index];
            let byte = if place < body { &mut row.body[place] } else { &mut row.hash[place - body] };
            let kept = *byte;
            *byte ^= 1 << (place % 8);
            assert_eq!(first_damaged([&*row], index, &before), Some(number), "entry {number}, byte {place}");
            let row = &mut rows[index];
            *(if place < body { &mut row.body[place] } else { &mut row.hash[place - body] }) = kept;
            changes += 1;
        }
    }
    assert!(changes > 600_000, "{changes}");
}

/// Deleting, inserting, swapping and moving entries all put some entry where another one stood: so it
/// is enough that none of a thousand can stand in the place of any other, renumbered or not.
#[test]
fn no_entry_can_stand_in_the_place_of_another() {
    let rows = rows(1_000);
    let mut places = 0;
    for (index, number) in (0..rows.len()).zip(1u64..) {
        let before: Hash = match index.checked_sub(1) {
            Some(before) => rows[before].hash.as_slice().try_into().unwrap(),
            None => chain::START,
        };
        for other in rows.iter().filter(|other| other.number != number) {
            let mut renumbered = other.clone();
            renumbered.number = number;
            for row in [other, &renumbered] {
                assert!(follow(row, number, &mut before.clone()).is_err(), "{} at {number}", other.number);
            }
            // With a hash that fits, its own number gives it away; reading it takes longer, so not for all.
            if number.abs_diff(other.number) == 1 || (number + other.number) % 50 == 0 {
                renumbered.hash = chain::next(&before, &other.body).to_vec();
                assert!(follow(&renumbered, number, &mut before.clone()).is_err(), "{} at {number}", other.number);
            }
            places += 1;
        }
    }
    assert_eq!(places, 1_000 * 999);
}

/// Whoever computes every hash anew makes a chain that holds; a checkpoint kept elsewhere does not.
#[test]
fn a_chain_computed_anew_is_found_against_a_checkpoint() {
    let kept = kept(30);
    let seen = Register::open(&kept.path).unwrap().checkpoint("2026-06-01T09:00:00+07:00");
    behind_its_back(&kept.path, |connection| {
        let mut head = chain::START;
        for number in 1..=30_i64 {
            let mut body: Vec<u8> =
                connection.query_row("SELECT body FROM entries WHERE number = ?1", [number], |row| row.get(0)).unwrap();
            if number == 17 {
                let text = String::from_utf8(body).unwrap();
                assert!(text.contains("2008-03-05"));
                body = text.replace("2008-03-05", "2008-03-06").into_bytes();
            }
            head = chain::next(&head, &body);
            connection
                .execute("UPDATE entries SET body = ?2, hash = ?3 WHERE number = ?1", (number, body, head))
                .unwrap();
        }
    });
    let forged = Register::open_alone(&kept.path).expect("the chain itself holds");
    assert!(matches!(forged.compare(&seen), Err(Error::RolledBack { .. })));
    assert!(matches!(Register::open(&kept.path), Err(Error::RolledBack { .. })), "the checkpoint beside it");
}

#[test]
fn what_a_database_program_did_is_found_at_opening() {
    let kept = kept(60);
    for (sql, number) in [
        ("UPDATE entries SET body = cast(replace(body, 'Huế', 'Vinh') AS BLOB) WHERE number = 7", 7),
        ("DELETE FROM entries WHERE number = 1", 1),
        ("DELETE FROM entries WHERE number = 50", 50),
        (
            "UPDATE entries SET body = (SELECT body FROM entries o WHERE o.number = 61 - entries.number), \
             hash = (SELECT hash FROM entries o WHERE o.number = 61 - entries.number) WHERE number IN (30, 31)",
            30,
        ),
        ("INSERT INTO entries SELECT 61, body, hash FROM entries WHERE number = 60", 61),
    ] {
        let path = kept.path.with_extension("changed");
        std::fs::copy(&kept.path, &path).unwrap();
        behind_its_back(&path, |connection| assert_ne!(connection.execute(sql, []).unwrap(), 0));
        assert_eq!(damaged_entry(&path), number, "{sql}");
    }
}

#[test]
fn the_store_refuses_changes_while_its_triggers_stand() {
    let kept = kept(3);
    let connection = Connection::open(&kept.path).unwrap();
    for sql in [
        "UPDATE entries SET body = x'00' WHERE number = 2",
        "UPDATE entries SET number = 9 WHERE number = 3",
        "DELETE FROM entries WHERE number = 3",
        "DELETE FROM entries",
        "INSERT OR REPLACE INTO entries VALUES (2, x'00', x'00')",
        "INSERT INTO entries VALUES (9, x'00', x'00')",
    ] {
        let refused = connection.execute(sql, []).unwrap_err().to_string();
        assert!(refused.contains("entries are"), "{sql}: {refused}");
    }
    drop(connection);
    Register::open(&kept.path).unwrap();
    // A file whose triggers are gone is not opened at all.
    Connection::open(&kept.path).unwrap().execute_batch("DROP TRIGGER entries_are_never_deleted").unwrap();
    assert_eq!(damaged_entry(&kept.path), 0);
}

#[test]
fn missing_last_entries_are_found_against_a_checkpoint() {
    let kept = kept(20);
    let seen = Register::open(&kept.path).unwrap().checkpoint("2026-06-01T09:00:00+07:00");
    assert_eq!(Checkpoint::from_json(&seen.to_json()), Some(seen.clone()));
    for left in (1_i64..20).rev() {
        behind_its_back(&kept.path, |connection| {
            connection.execute("DELETE FROM entries WHERE number > ?1", [left]).unwrap();
        });
        // The chain alone cannot see it; the checkpoint beside the file and one kept elsewhere can.
        let short = Register::open_alone(&kept.path).unwrap();
        assert!(matches!(short.compare(&seen), Err(Error::RolledBack { .. })), "{left}");
        assert!(matches!(Register::open(&kept.path), Err(Error::RolledBack { .. })), "{left}");
    }
}

#[test]
fn no_byte_of_the_file_can_change_what_is_read() {
    let kept = kept(8);
    let whole = std::fs::read(&kept.path).unwrap();
    let rows = |path: &Path| {
        let mut rows = Vec::new();
        Register::open_alone(path)?.store.each(|row| {
            rows.push((row.number, row.body, row.hash));
            Ok(())
        })?;
        Ok::<_, Error>(rows)
    };
    let expected = rows(&kept.path).unwrap();
    for place in (0..whole.len()).step_by(11) {
        let mut flipped = whole.clone();
        flipped[place] ^= 1 << (place % 8);
        std::fs::write(&kept.path, &flipped).unwrap();
        // Slack between cells may be anything; what is read is the register or an error.
        if let Ok(found) = rows(&kept.path) {
            assert_eq!(found, expected, "byte {place}");
        }
    }
}

#[test]
fn numbers_are_given_once_however_they_are_spelled() {
    let kept = kept(3);
    let mut register = Register::open(&kept.path).unwrap();
    let mut again = diploma(90);
    again.serial_no = code("b0000002");
    let noted = vec![Noted::Diploma(Box::new(diploma(91))), Noted::Diploma(Box::new(again))];
    assert!(matches!(register.append(noted, &by(), at(2)), Err(Error::Twice { of: 2, .. })));
    assert_eq!((register.count(), Register::open(&kept.path).unwrap().count()), (3, 3), "all or nothing");
    assert_eq!(register.find("b 000 0002").unwrap()[0].number, 2);
    assert_eq!(register.find("003/thpt/2026").unwrap()[0].number, 3);
    let mut late = diploma(92);
    late.credential_type = CredentialType::Thcs;
    assert!(matches!(register.append(vec![Noted::Diploma(Box::new(late))], &by(), at(2)), Err(Error::Contradicts(_))));
    assert!(matches!(
        register.append(Vec::from([diploma(93)].map(|one| Noted::Diploma(Box::new(one)))), &by(), at(-1)),
        Err(Error::ClockBehind { .. })
    ));
}

fn correction(of: u64, member: &str, old: Option<&str>, new: &str) -> Noted {
    let change = Change { old: old.map(str::to_owned), new: new.to_owned() };
    Noted::Amended(Amendment {
        of,
        action: Action::Correction {
            ground: Ground::CivilStatusChanged,
            changes: [(member.to_owned(), change)].into(),
        },
        decision_no: code("45/QĐ-THPT"),
        decision_date: Date::parse("2026-06-01").unwrap(),
        reason: crate::document::record::Remark::new("Cải chính hộ tịch").unwrap(),
    })
}

#[test]
fn amendments_add_up_and_copies_repeat_what_stands() {
    let kept = kept(3);
    let mut register = Register::open(&kept.path).unwrap();
    let old = "Nguyễn Hoàng Bảo Ngọc";
    register.append(vec![correction(2, "full_name", Some(old), "Nguyễn Hoàng Bảo Ngân")], &by(), at(2)).unwrap();
    for wrong in [
        correction(2, "full_name", Some(old), "Nguyễn Ngân"),
        correction(2, "graduation_year", None, "2027"),
        correction(2, "date_of_birth", Some("2008-03-05"), "05/03/2009"),
        correction(2, "gender", None, "nam"),
        correction(99, "full_name", Some(old), "Nguyễn Ngân"),
        correction(1, "full_name", Some(old), "Nguyễn Ngân"),
    ] {
        assert!(register.append(vec![wrong], &by(), at(3)).is_err());
    }
    let stands = register.diploma(2).unwrap().unwrap();
    assert_eq!(stands.diploma.holder.full_name.as_str(), "Nguyễn Hoàng Bảo Ngân");
    assert_eq!((stands.amendments.len(), stands.in_force), (1, true));

    let copy = |copy_no, content_sha256: &str| {
        Noted::Copied(Copy {
            of: 2,
            year: 2026,
            copy_no,
            content_sha256: content_sha256.to_owned(),
            paper_count: 0,
            signer_name: Name::new("Lê Văn Hiệu").unwrap(),
            signer_title: Name::new("HIỆU TRƯỞNG").unwrap(),
        })
    };
    let now = content_sha256(&stands.diploma);
    assert!(register.append(vec![copy(1, &content_sha256(&diploma(2)))], &by(), at(3)).is_err(), "as it was");
    assert!(register.append(vec![copy(2, &now)], &by(), at(3)).is_err(), "a gap");
    register.append(vec![copy(1, &now), copy(2, &now)], &by(), at(3)).unwrap();
    assert_eq!((register.next_copy(2026), register.next_copy(2027)), (3, 1));

    let revoke = Noted::Amended(Amendment {
        of: 2,
        action: Action::Revocation,
        decision_no: code("50/QĐ-THPT"),
        decision_date: Date::parse("2026-06-02").unwrap(),
        reason: crate::document::record::Remark::new("Gian lận thi cử").unwrap(),
    });
    register.append(vec![revoke.clone()], &by(), at(4)).unwrap();
    assert!(register.append(vec![revoke], &by(), at(5)).is_err(), "once");
    assert!(register.append(vec![copy(3, &now)], &by(), at(5)).is_err(), "nothing is copied of what is revoked");
    assert!(!Register::open(&kept.path).unwrap().diploma(2).unwrap().unwrap().in_force);
}

#[test]
fn a_document_is_issued_once_and_ends_once() {
    let kept = kept(2);
    let mut register = Register::open(&kept.path).unwrap();
    let issued = |id: &str, supersedes: Option<&str>| {
        Noted::Issued(Issued {
            id: id.to_owned(),
            kind: "transcript-year-secondary".to_owned(),
            date: Date::parse("2026-05-31").unwrap(),
            record_sha256: "00".repeat(32),
            supersedes: supersedes.map(|id| Supersedes {
                id: DocumentId::new(id).unwrap(),
                reason: crate::document::record::Remark::new("Sửa điểm Toán").unwrap(),
                decision_no: Some(code("7/QĐ")),
                decision_date: None,
            }),
            batch: None,
            copy: None,
        })
    };
    let [a, b, c, z] = ["A", "B", "C", "Z"].map(|letter| letter.repeat(25) + "A");
    register.append(vec![issued(&a, None), issued(&b, Some(&a))], &by(), at(2)).unwrap();
    assert_eq!(register.standing(&a), Some(&Standing::Superseded { by: b.clone() }));
    assert_eq!((register.standing(&b), register.standing(&c)), (Some(&Standing::InForce), None));
    for wrong in [issued(&b, None), issued(&c, Some(&a)), issued(&c, Some(&z))] {
        assert!(register.append(vec![wrong], &by(), at(3)).is_err());
    }
    assert_eq!(register.standing(&c), None);
    let statuses: Vec<&str> = register.listed().unwrap().iter().map(|line| line.status).collect();
    assert_eq!(statuses, ["superseded", "issued"]);
}

#[test]
fn two_programs_do_not_write_over_each_other() {
    let kept = kept(2);
    let mut one = Register::open(&kept.path).unwrap();
    let mut other = Register::open(&kept.path).unwrap();
    one.append(vec![Noted::Diploma(Box::new(diploma(10)))], &by(), at(2)).unwrap();
    assert!(matches!(other.append(vec![Noted::Diploma(Box::new(diploma(11)))], &by(), at(2)), Err(Error::Busy)));
    assert_eq!(Register::open(&kept.path).unwrap().count(), 3);
}

#[test]
fn a_backup_is_put_back_unless_it_knows_less() {
    let kept = kept(5);
    let (backup, path) = (kept.path.with_extension("backup"), &kept.path);
    let mut register = Register::open(path).unwrap();
    register.backup(&backup, "2026-06-01T09:00:00+07:00").unwrap();
    assert!(matches!(register.backup(&backup, ""), Err(Error::Exists(_))));
    register.append(vec![Noted::Diploma(Box::new(diploma(10)))], &by(), at(2)).unwrap();
    let seen = register.checkpoint("2026-06-01T10:00:00+07:00");
    drop(register);
    assert!(matches!(Register::restore(&backup, path, None, Newer::MayBeLost, at(3)), Err(Error::RolledBack { .. })));
    std::fs::write(path, b"SQLite format 3\0 and then nothing").unwrap();
    assert!(Register::open(path).is_err());
    let restore = |seen, newer| Register::restore(&backup, path, seen, newer, at(3));
    assert!(matches!(restore(Some(&seen), Newer::MayBeLost), Err(Error::RolledBack { .. })));
    assert!(matches!(restore(None, Newer::Kept), Err(Error::RolledBack { .. })), "the checkpoint beside it knows more");
    let aside = restore(None, Newer::MayBeLost).unwrap().expect("the damaged file is kept");
    assert!(aside.exists());
    assert_eq!(Register::open(path).unwrap().count(), 5);
    assert!(matches!(Register::open(&kept.path.with_file_name("none")), Err(Error::File { .. })));
}
