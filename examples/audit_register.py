#!/usr/bin/env python3
"""Audits a register of vanbang without vanbang: Python's own sqlite3 and hashlib, nothing else.

    audit_register.py register.sqlite [checkpoint.json ...]

Follows the chain of hashes over every entry, checks that entries are numbered from 1 without gaps and
written in one form, that the copies of each year are too, that nothing lets entries be changed or
deleted, and that the register holds everything that the checkpoints have seen. Exit code 0: all of it
holds.
"""
import hashlib
import json
import sqlite3
import sys

LABEL = b"vanbang-register-v1"
TRIGGERS = ["entries_are_added_in_order", "entries_are_never_changed", "entries_are_never_deleted"]


def fail(reason):
    print(f"FAILED: {reason}")
    sys.exit(1)


def check_triggers(connection):
    found = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name")
    for (name, sql), expected in zip([*found, (None, ""), (None, ""), (None, "")], TRIGGERS):
        if name != expected or "RAISE(ABORT" not in sql:
            fail(f"the trigger {expected} is not there")


def audit(path):
    """-> (organisation, the hash after each entry)"""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    check_triggers(connection)
    head, heads, organisation, copies = bytes(32), [], None, {}
    for number, body, stored in connection.execute("SELECT number, body, hash FROM entries ORDER BY number"):
        expected = len(heads) + 1
        if number != expected:
            fail(f"entry {expected} is missing")
        head = hashlib.sha256(LABEL + head + len(body).to_bytes(8, "big") + body).digest()
        if head != stored:
            fail(f"entry {number} is not as it was written")
        entry = json.loads(body)
        if entry["number"] != number:
            fail(f"entry {number} calls itself {entry['number']}")
        if json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode() != body:
            fail(f"entry {number} is not in its one form")
        if number == 1:
            organisation = entry["noted"]["opened"]["organisation"]
        if copy := entry["noted"].get("copied"):
            copies[copy["year"]] = copies.get(copy["year"], 0) + 1
            if copy["copy_no"] != copies[copy["year"]]:
                fail(f"entry {number} leaves a gap in the copies of {copy['year']}")
        heads.append(head)
    if organisation is None:
        fail("there is no entry")
    return organisation, heads


def compare(path, organisation, heads):
    with open(path, encoding="utf-8") as file:
        seen = json.load(file)
    if seen["organisation"] != organisation:
        fail(f"{path} is of {seen['organisation']}")
    if seen["count"] > len(heads):
        fail(f"{seen['count'] - len(heads)} entries that {path} has seen are missing")
    if heads[seen["count"] - 1].hex() != seen["head"]:
        fail(f"{path} has seen another entry {seen['count']}")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    try:
        organisation, heads = audit(sys.argv[1])
    except (sqlite3.DatabaseError, ValueError, KeyError, TypeError) as error:
        fail(f"it cannot be read: {error}")
    for path in sys.argv[2:]:
        compare(path, organisation, heads)
    print(f"whole: {organisation}, {len(heads)} entries, {len(sys.argv) - 2} checkpoints agree, head {heads[-1].hex()}")


if __name__ == "__main__":
    main()
