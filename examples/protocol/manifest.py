"""Leaves and trees, openings, the content of a manifest, the publication list (protocol.md 4 to 6 and 10.1)."""
import re
from hashlib import sha256
from itertools import pairwise

import claims
from cbor import MOST, Cursor, Refused, need, read_map, reading

ORG = re.compile(r"[a-z0-9][a-z0-9.-]{1,62}[a-z0-9]")
DELEGATION_LASTS = 34_560_000


def digest(*parts):
    return sha256(b"".join(parts)).digest()


def leaf(org, batch, identifier, secret, claims_bytes):
    return digest(b"\0vanbang leaf 1", bytes([len(org)]), org, batch, identifier, secret, claims_bytes)


def node(left, right):
    return digest(b"\1", left, right)


def root(leaves):
    """RFC 9162 section 2.1.1, taking the leaves as they are."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node(root(leaves[:split]), root(leaves[split:]))


def path(leaves, position):
    """From the leaf upward (RFC 9162 section 2.1.3.1)."""
    if len(leaves) == 1:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if position < split:
        return [*path(leaves[:split], position), root(leaves[split:])]
    return [*path(leaves[split:], position - split), root(leaves[:split])]


def cut(leaves, height):
    return [leaves[start : start + 2**height] for start in range(0, len(leaves), 2**height)]


def place(index, count, height):
    """-> (sub-tree, its leaves, position in it)"""
    if index >= count:
        return None
    subtree = index >> height
    return subtree, min(2**height, count - (subtree << height)), index - (subtree << height)


def root_of(position, size, leaf_hash, hashes):
    """RFC 9162 section 2.1.3.2; nothing when the path has another length than the place."""
    at, last, found = position, size - 1, leaf_hash
    for beside in hashes:
        if last == 0:
            return None
        if at & 1 or at == last:
            found = node(beside, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, beside)
        at, last = at >> 1, last >> 1
    return found if last == 0 else None


@reading("OPENING_MALFORMED")
def parse_opening(data):
    if len(data) > 28 + 3 * 32 + claims.MOST_BYTES:
        raise Refused("LIMIT_OPENING")
    cursor = Cursor(data)
    need(cursor.number(1) == 2, "first byte")
    opening = {"batch": cursor.take(8), "index": cursor.number(2), "secret": cursor.take(16)}
    length = cursor.number(1)
    need(length <= 3, "path")
    opening["path"] = [cursor.take(32) for _ in range(length)]
    opening["claims"] = cursor.rest()
    need(opening["claims"], "no claims")
    claims.parse(opening["claims"])
    return opening


def write_opening(batch, index, secret, hashes, claims_bytes):
    return b"".join([b"\2", batch, index.to_bytes(2, "big"), secret, bytes([len(hashes)]), *hashes, claims_bytes])


@reading("MANIFEST_MALFORMED")
def parse_content(data):
    if len(data) > 64 * 1024:
        raise Refused("LIMIT_MANIFEST")
    content = read_map(data)
    need(content.keys() == set(range(11)), "keys")
    need(content[0] == "vanbang manifest 1", "label")
    need(isinstance(content[1], str) and ORG.fullmatch(content[1]), "organisation")
    need(is_bytes(content[2], 8), "batch")
    need(all(isinstance(content[key], int) for key in (3, 4, 5, 8)), "numbers")
    if content[4] > 4096:
        raise Refused("LIMIT_COUNT")
    need(content[5] <= 3 and (content[4] or not content[5]), "height")
    need(isinstance(content[6], bytes), "roots")
    if len(content[6]) > 512 * 32:
        raise Refused("LIMIT_ROOTS")
    need(len(content[6]) == 32 * -(-content[4] // 2 ** content[5]), "roots")
    need(all(is_bytes(content[key], 0) or is_bytes(content[key], 32) for key in (7, 10)), "digests")
    need(isinstance(content[9], list) and len(content[9]) <= 1, "delegations")
    for delegation in content[9]:
        check_delegation(delegation)
    return content


def is_bytes(value, length):
    return isinstance(value, bytes) and len(value) == length


def check_delegation(delegation):
    need(isinstance(delegation, list) and len(delegation) == 4, "delegation")
    usage, epoch, key, until = delegation
    need(usage == 1 and isinstance(epoch, int) and 1 <= epoch < 2**32, "usage and epoch")
    need(is_bytes(key, 65) and key[0] == 4 and isinstance(until, int) and until <= MOST, "key and end")


def roots(content):
    return [content[6][at : at + 32] for at in range(0, len(content[6]), 32)]


def prove(content, identifier, opening):
    """The claims, when the opening of this identifier hangs in this manifest."""
    found = place(opening["index"], content[4], content[5])
    if opening["batch"] == content[2] and found:
        subtree, size, position = found
        hung = leaf(content[1].encode(), content[2], identifier, opening["secret"], opening["claims"])
        if root_of(position, size, hung, opening["path"]) == roots(content)[subtree]:
            return claims.parse(opening["claims"])
    raise Refused("NOT_IN_MANIFEST")


@reading("PUBLICATION_LIST_MALFORMED")
def parse_publication(data):
    """-> {id: (kind, digest of the envelope)}"""
    cursor = Cursor(data)
    need(cursor.take(4) == b"VBP1", "magic")
    need((len(data) - 4) % 50 == 0, "records")
    if (len(data) - 4) // 50 > 4096:
        raise Refused("LIMIT_PUBLISHED")
    records = [(cursor.take(16), (cursor.number(2), cursor.take(32))) for _ in range((len(data) - 4) // 50)]
    need(all(one[0] < two[0] for one, two in pairwise(records)), "order")
    return dict(records)


def write_publication(records):
    written = (identifier + kind.to_bytes(2, "big") + envelope for identifier, (kind, envelope) in sorted(records.items()))
    return b"VBP1" + b"".join(written)
