#!/usr/bin/env python3
"""Checks files of vectors of docs/protocol.md without vanbang: Python's standard library and `cryptography`.

    check.py batch.json ...        every value of a batch, computed again
    check.py refused.json ...      (signed.json as well) everything in it is refused by its code, or taken where it has none
    check.py standing.json ...     every answer about a document's standing

Prints how much it has checked. Exit code 0: all of it holds.
"""
import json
import sys
from binascii import unhexlify as unhex

import cbor
import claims
import code_text
import directory
import envelope
import manifest
import projection
import record
import signed
import status
from cbor import Refused

READERS = {
    "code": code_text.parse,
    "record": record.parse,
    "directory": directory.parse,
    "pin": lambda given: directory.judge(**given),
    "claims": lambda given: claims.parse(whole(given)),
    "opening": lambda given: manifest.parse_opening(whole(given)),
    "manifest": lambda given: manifest.parse_content(whole(given)),
    "signed_manifest": lambda given: signed.parse(whole(given)),
    "publication_list": lambda given: manifest.parse_publication(whole(given)),
    "status_part": lambda given: status.parse_part(whole(given)),
    "status_head": lambda given: status.parse_head(whole(given)),
    "envelope": lambda given: envelope.open_envelope(*(whole(given[name]) for name in ("envelope", "id", "secret"))),
    "proof": lambda given: manifest.prove(manifest.parse_content(unhex(given["manifest"])), unhex(given["id"]),
                                          manifest.parse_opening(unhex(given["opening"]))),
}


def whole(given):
    """Hexadecimal; or, where that would be long, its beginning and how many zeros follow."""
    return unhex(given) if isinstance(given, str) else unhex(given["begin"]) + bytes(given["zeros"])


def same(ours, theirs, what):
    if ours != theirs:
        sys.exit(f"FAILED: {what}: {ours} is not {theirs}")


def differ(ours, theirs, what):
    if ours == theirs:
        sys.exit(f"FAILED: {what} is the same")


def check_refused(cases):
    for case in cases:
        try:
            READERS[case["what"]](case["given"])
            refused = None
        except Refused as refusal:
            refused = refusal.code
        same(refused, case["code"], f"{case['what']}, {case['story']}")
    return f"{len(cases)} readings"


def check_document(vectors, document, leaves):
    org, batch, height = vectors["org"], unhex(vectors["batch"]), vectors["height"]
    identifier, secret = code_text.derive(document["record"].encode())
    given, index = unhex(document["claims"]), document["index"]
    same(identifier.hex(), document["id"], "id")
    same(code_text.id_text(identifier), document["id_text"], "id as text")
    same(secret.hex(), document["secret"], "secret")
    same(cbor.write(claims.parse(given)), given, "claims written again")
    if "facts" in document:
        members = record.parse(document["record"])
        same(members["org"], org, "organisation")
        same(cbor.write(projection.project(members)), given, "claims of the record")
        same(claims.by_name(claims.parse(given)), document["facts"], "claims by name")
    same(leaves[index].hex(), document["leaf"], "leaf")
    check_alone(org.encode(), batch, identifier, secret, given, leaves[index])
    if index == 0:
        check_every_bit(document["record"].encode(), identifier, secret)
    hashes = manifest.path(manifest.cut(leaves, height)[index >> height], index % 2**height)
    same([beside.hex() for beside in hashes], document["path"], "path")
    opening = manifest.write_opening(batch, index, secret, hashes, given)
    same(opening.hex(), document["opening"], "opening")
    same(code_text.write(vectors["host"], identifier, b"\1" + secret), document["s"], "code S")
    same(code_text.parse(document["s"])[1:], (identifier, "S", secret), "code S read")
    if "f" in document:
        same(code_text.write(vectors["host"], identifier, opening), document["f"], "code F")
        same(code_text.parse(document["f"])[1:], (identifier, "F", opening), "code F read")
    sealed = envelope.seal(identifier, opening, unhex(document["envelope_salt"]))
    same(manifest.digest(sealed).hex(), document["envelope_sha256"], "envelope")
    same(envelope.open_envelope(sealed, identifier, secret), opening, "envelope opened")
    same(code_text.status_token(identifier).hex(), document["status_token"], "status token")
    if index == 0:
        same(sealed.hex(), vectors["envelope_of_index_0"], "envelope of index 0")
    return identifier, (claims.parse(given)[1], manifest.digest(sealed))


def check_alone(org, batch, identifier, secret, given, leaf):
    """Each field of a leaf counts, and no byte may move from one into the next."""
    fields = [org, batch, identifier, secret, given]
    for number, field in enumerate(fields):
        for place in (0, len(field) - 1):
            other = [*fields]
            other[number] = bytes([*field[:place], field[place] ^ 1, *field[place + 1 :]])
            differ(manifest.leaf(*other), leaf, "a leaf with another bit")
    joined = b"".join(fields)
    for longer in (len(org) - 1, len(org) + 1):
        ends = [longer, longer + 8, longer + 24, longer + 40, len(joined)]
        moved = [joined[start:end] for start, end in zip([0, *ends], ends)]
        differ(manifest.leaf(*moved), leaf, "a leaf with its fields moved")


def check_every_bit(data, identifier, secret):
    for bit in range(8 * len(data)):
        other = bytearray(data)
        other[bit // 8] ^= 1 << bit % 8
        differ(code_text.derive(bytes(other))[0], identifier, f"the id without bit {bit}")
        differ(code_text.derive(bytes(other))[1], secret, f"the secret without bit {bit}")


def check_batch(vectors):
    org, batch = vectors["org"], unhex(vectors["batch"])
    documents = sorted(vectors["documents"], key=lambda document: document["id"])
    same([document["index"] for document in documents], list(range(vectors["count"])), "order")
    leaves = [manifest.leaf(org.encode(), batch, unhex(document["id"]), unhex(document["secret"]), unhex(document["claims"]))
              for document in documents]
    published = dict(check_document(vectors, document, leaves) for document in documents)
    publication = manifest.write_publication(published)
    same(publication.hex(), vectors["publication_list"], "publication list")
    same(manifest.parse_publication(publication), published, "publication list read")

    content = manifest.parse_content(unhex(vectors["manifest"]))
    same(cbor.write(content).hex(), vectors["manifest"], "manifest written again")
    same(manifest.digest(unhex(vectors["manifest"])).hex(), vectors["manifest_sha256"], "manifest digest")
    hung = [manifest.root(subtree) for subtree in manifest.cut(leaves, vectors["height"])]
    same([root.hex() for root in hung], vectors["roots"], "roots")
    same((content[1], content[2], content[3], content[4], content[5], manifest.roots(content), content[7]),
         (org, batch, vectors["manifest_time"], vectors["count"], vectors["height"], hung, manifest.digest(publication)),
         "manifest")
    for document in documents:
        manifest.prove(content, unhex(document["id"]), manifest.parse_opening(unhex(document["opening"])))
    flat = manifest.parse_content(unhex(vectors["height0"]["manifest"]))
    second = manifest.parse_opening(unhex(vectors["height0"]["opening_of_index_1"]))
    manifest.prove(flat, unhex(documents[1]["id"]), second)
    same(manifest.parse_content(unhex(vectors["empty"]["manifest"]))[4], 0, "empty manifest")
    check_status(vectors, content, documents)
    return f"{len(documents)} documents"


def check_status(vectors, content, documents):
    part = status.parse_part(unhex(vectors["status_part"]))
    same(part["digest"].hex(), vectors["status_part_sha256"], "part")
    head_bytes = unhex(vectors["status_head"])
    file = b"VBS1" + len(head_bytes).to_bytes(4, "big") + head_bytes + unhex(vectors["status_signature"])
    head = status.parse_head(file)
    same(head["digest"].hex(), vectors["status_head_sha256"], "head")
    same(content[9][0][2].hex(), vectors["status_public"], "status key")
    both = (content, unhex(vectors["manifest_sha256"]))
    found = [status.standing(vectors["org"], unhex(document["id"]), head["issued"], both, head, part, both)[0]
             for document in documents]
    expected = [{1: "superseded", 2: "withdrawn"}.get(part["entries"].get(unhex(document["status_token"]), [0])[0],
                                                      "in_force") for document in documents]
    same(found, expected, "standings")


def check_shapes(shapes):
    for count, roots in shapes.items():
        leaves = [manifest.digest(bytes([number])) for number in range(int(count))]
        same([manifest.root(subtree).hex() for subtree in manifest.cut(leaves, 3)], roots, f"a tree of {count}")
    for count in range(1, 65):
        for height in range(4):
            check_paths([manifest.digest(bytes([number])) for number in range(count)], height)


def check_paths(leaves, height):
    """A leaf hangs in its own place by its own path, and nowhere by any other."""
    count, hung = len(leaves), [manifest.root(subtree) for subtree in manifest.cut(leaves, height)]

    def holds(index, leaf, hashes):
        found = manifest.place(index, count, height)
        return bool(found) and manifest.root_of(found[2], found[1], leaf, hashes) == hung[found[0]]

    for index, leaf in enumerate(leaves):
        hashes = manifest.path(manifest.cut(leaves, height)[index >> height], index % 2**height)
        same(holds(index, leaf, hashes), True, "a path")
        others = [hashes[1:], hashes[:-1], hashes[::-1], [*hashes, leaf], [leaf, *hashes], [*hashes, *hung[:1]]]
        tried = [(index, leaf, wrong) for wrong in others if wrong != hashes]
        tried += [(other, leaf, hashes) for other in range(count + 9) if other != index]
        tried += [(index, manifest.node(leaf, beside), hashes[1:]) for beside in hashes[:1]]
        same([wrong for wrong in tried if holds(*wrong)], [], f"other ways to leaf {index} of {count}")
    doubled = [*leaves, leaves[-1]]
    if count % 2**height % 2:
        differ(manifest.root(manifest.cut(doubled, height)[-1]), hung[-1], "a tree with its last leaf twice")


def check_standings(given):
    objects = {name: unhex(data) for name, data in given["objects"].items()}
    seen = {}
    for case in given["cases"]:
        at_hand = {name: read(objects[case[name]]) for name, read in
                   (("head", status.parse_head), ("part", status.parse_part)) if case.get(name)}
        for name in ("manifest", "delegating"):
            if case.get(name):
                content = objects[case[name]]
                at_hand[name] = (manifest.parse_content(content), manifest.digest(content))
        if case.get("after"):
            at_hand["remembered"] = seen[case["after"]]
        answer = status.standing(given["org"], unhex(given["id"]), case["at"], epoch_min=case.get("epoch_min", 0), **at_hand)
        same(list(answer[:2]), [case["standing"], case.get("reason")], case["story"])
        seen[case["story"]] = answer[2]
    return f"{len(given['cases'])} standings"


def check(vectors):
    if isinstance(vectors, list):
        return check_refused(vectors)
    if "cases" in vectors:
        return check_standings(vectors)
    if "tree_shapes" in vectors:
        check_shapes(vectors["tree_shapes"])
    return check_batch(vectors)


if __name__ == "__main__":
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            print(f"{check(json.load(file))} hold")
