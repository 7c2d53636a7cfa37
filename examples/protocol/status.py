"""Status: parts, heads, and the standing of a document (protocol.md 9)."""
from hashlib import sha256
from itertools import pairwise

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from cbor import Cursor, Refused, need, read_map, reading
from code_text import status_token
from manifest import DELEGATION_LASTS, ORG, is_bytes

DAY = 86_400


def digest(data):
    return sha256(data).digest()


@reading("STATUS_PART_MALFORMED")
def parse_part(data):
    if len(data) > 4 * 1024 * 1024:
        raise Refused("LIMIT_STATUS_PART")
    part = read_map(data)
    need(part.keys() == {0, 1, 2, 3, 4} and part[0] == "vanbang status part 1", "keys and label")
    need(isinstance(part[1], str) and ORG.fullmatch(part[1]) and isinstance(part[2], int), "organisation and list")
    batches = [(record[:8], record[8:24], record[24]) for record in records(part[3], 25)]
    entries = [(record[:16], record[16], record[17], record[18:]) for record in records(part[4], 22)]
    need(all(state in (0, 2) for _, _, state in batches), "state of a batch")
    need(all(state in (1, 2) and reason <= 4 for _, state, reason, _ in entries), "state and reason of a document")
    for ordered in (batches, entries):
        need(all(one[0] < two[0] for one, two in pairwise(ordered)), "order")
    said = {token: (state, reason, int.from_bytes(date, "big")) for token, state, reason, date in entries}
    return {"org": part[1], "list": part[2], "digest": digest(data), "entries": said,
            "batches": {batch: (manifest, state) for batch, manifest, state in batches}}


def records(data, length):
    need(isinstance(data, bytes) and len(data) % length == 0, "records")
    return [data[at : at + length] for at in range(0, len(data), length)]


@reading("STATUS_HEAD_MALFORMED")
def parse_head(file):
    cursor = Cursor(file)
    need(cursor.take(4) == b"VBS1", "magic")
    length = cursor.number(4)
    if length > 64 * 1024:
        raise Refused("LIMIT_STATUS_HEAD")
    data, signature = cursor.take(length), cursor.rest()
    need(len(signature) == 64, "signature")
    head = read_map(data)
    need(head.keys() == set(range(9)) and head[0] == "vanbang status 1", "keys and label")
    need(isinstance(head[1], str) and ORG.fullmatch(head[1]), "organisation")
    need(all(isinstance(head[key], int) for key in (2, 3, 4, 6)) and 1 <= head[6] < 2**32, "numbers")
    need(is_bytes(head[5], 40) and is_bytes(head[7], 32) and isinstance(head[8], dict), "digests and lists")
    if len(head[8]) > 400:
        raise Refused("LIMIT_STATUS_LISTS")
    need(all(is_bytes(part, 32) for part in head[8].values()), "digests of parts")
    return {"org": head[1], "seq": head[2], "issued": head[3], "until": head[4], "by": (head[5][:8], head[5][8:]),
            "epoch": head[6], "lists": head[8], "bytes": data, "digest": digest(data), "signature": signature}


def signed_by(point, head):
    r, s = (int.from_bytes(half, "big") for half in (head["signature"][:32], head["signature"][32:]))
    try:
        key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
        key.verify(encode_dss_signature(r, s), head["bytes"], ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def standing(org, identifier, now, manifest=None, head=None, part=None, delegating=None, remembered=None, epoch_min=0):
    """-> (standing, reason or nothing, what to remember or nothing), step by step as protocol.md 9.4 has them.

    `manifest` and `delegating` are (content, its digest) that were accepted for the organisation; `remembered` is
    what this function gave before.
    """
    if manifest is None or manifest[0][1] != org:
        return "unknown", "MANIFEST_MISSING", None
    if head is None or part is None or delegating is None:
        return "unknown", "STATUS_MISSING", None
    (content, content_digest), (by, by_digest) = manifest, delegating
    delegation = key_of(org, content, head, by, by_digest, remembered)
    if not delegation:
        return "unknown", "STATUS_KEY_UNKNOWN", None
    _, epoch, key, until = delegation
    own = content[9][0][1] if content[9] else 0
    if epoch < max(own, epoch_min, remembered["epoch"] if remembered else 0):
        return "unknown", "STATUS_ROLLBACK", None
    if not signed_by(key, head):
        return "unknown", "STATUS_SIGNATURE_INVALID", None
    issued, valid_until = head["issued"], head["until"]
    in_time = (by[3] <= issued < valid_until <= min(until, by[3] + DELEGATION_LASTS)
               and valid_until <= issued + 40 * DAY and issued <= now + 300)
    if not in_time or not head["org"] == part["org"] == org:
        return "unknown", "STATUS_CLOCK", None
    if remembered and remembered["epoch"] == epoch:
        if head["seq"] < remembered["seq"]:
            return "unknown", "STATUS_ROLLBACK", None
        if head["seq"] == remembered["seq"] and head["digest"] != remembered["head"]:
            return "unknown", "STATUS_EQUIVOCATION", None
    if head["lists"].get(content[8]) != part["digest"] or part["list"] != content[8]:
        return "unknown", "STATUS_MISSING", None
    remember = {"epoch": epoch, "seq": head["seq"], "head": head["digest"], "key": key}
    return (*said(part, identifier, content[2], content_digest, now > valid_until), remember)


def key_of(org, content, head, by, by_digest, remembered):
    """The delegation, when it is the one that the head names and no other key is known for its epoch."""
    if not by[9] or by[1] != org or head["by"] != (by[2], by_digest) or by[9][0][1] != head["epoch"]:
        return None
    known = [(own[1], own[2]) for own in content[9]]
    known += [(remembered["epoch"], remembered["key"])] if remembered else []
    _, epoch, key, _ = by[9][0]
    return None if any(epoch == other and key != theirs for other, theirs in known) else by[9][0]


def said(part, identifier, batch, content_digest, stale):
    entry = part["entries"].get(status_token(identifier))
    if entry:
        return ("superseded" if entry[0] == 1 else "withdrawn"), None
    listed = part["batches"].get(batch)
    if not listed or listed[0] != content_digest[:16]:
        return "unknown", "BATCH_NOT_LISTED"
    if listed[1] == 2:
        return "withdrawn", None
    return ("unknown", "STATUS_STALE") if stale else ("in_force", None)
