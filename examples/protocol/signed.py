#!/usr/bin/env python3
"""Signed manifests (protocol.md 6.3), read without vanbang: every row of the tables, and the signature.

    signed.py manifest.cms ...     the organisation, the batch, the digest and the signer of each

Whose certificate it is, and whether it may seal, is judged elsewhere. Exit code 0: all of them hold.
"""
import sys
from datetime import datetime, timezone
from hashlib import new as hasher

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

import manifest
from cbor import Refused, need, reading

SEQUENCE, SET, OID, OCTETS, INTEGER, UTF8, UTC_TIME = 0x30, 0x31, 6, 4, 2, 0x0C, 0x17
DATA, SIGNED_DATA = "2a864886f70d010701", "2a864886f70d010702"
CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME = "2a864886f70d010903", "2a864886f70d010904", "2a864886f70d010905"
SIGNING_CERTIFICATE_V2, MIME_TYPE = "2a864886f70d010910022f", "04008d450201"
ALGORITHM_PROTECTION, TIMESTAMP = "2a864886f70d010934", "2a864886f70d010910020e"
NEEDED = {CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME, SIGNING_CERTIFICATE_V2, MIME_TYPE}
MEDIA_TYPE = b"application/vnd.vanbang.manifest+cbor"
DIGESTS = {"608648016503040201": ("sha256", hashes.SHA256()), "608648016503040202": ("sha384", hashes.SHA384()),
           "608648016503040203": ("sha512", hashes.SHA512())}
RSA, RSA_PSS = ("2a864886f70d010101", *(f"2a864886f70d0101{last}" for last in ("0b", "0c", "0d"))), "2a864886f70d01010a"


def split(data):
    """The first element of DER: its tag, its content, all of its bytes, and what follows."""
    need(len(data) >= 2 and data[0] & 0x1F != 0x1F, "an element")
    length, start = data[1], 2
    if length >= 0x80:
        start = 2 + (length & 0x7F)
        digits = data[2:start]
        need(1 <= length & 0x7F <= 4 and digits[:1] != b"\0", "a length in DER")
        length = int.from_bytes(digits, "big")
        need(length >= 0x80, "the shortest length")
    need(len(data) >= start + length, "a whole element")
    return data[0], data[start:start + length], data[:start + length], data[start + length:]


def parts(data):
    found = []
    while data:
        tag, content, raw, data = split(data)
        found.append((tag, content, raw))
    return found


def only(data, tag):
    """The content of the one element that `data` is."""
    found, content, _, rest = split(data)
    need(found == tag and not rest, f"one element with tag {tag:02x}")
    return content


def shaped(data, *tags):
    """The elements of `data`, which carry exactly these tags."""
    found = parts(data)
    need([tag for tag, _, _ in found] == list(tags), "the shape")
    return found


def attributes(data):
    """By kind, each once with one value, in the order of DER."""
    raws = [raw for _, _, raw in parts(data)]
    need(raws == sorted(raws), "attributes in order")
    found = {}
    for raw in raws:
        (_, oid, _), (_, values, _) = shaped(only(raw, SEQUENCE), OID, SET)
        need(oid.hex() not in found and len(parts(values)) == 1, "an attribute, once")
        found[oid.hex()] = parts(values)[0]
    return found


def signed_data(message):
    (_, kind, _), (_, explicit, _) = shaped(only(message, SEQUENCE), OID, 0xA0)
    need(kind.hex() == SIGNED_DATA, "SignedData")
    version, digests, encapsulated, certificates, signers = shaped(only(explicit, SEQUENCE), INTEGER, SET, SEQUENCE, 0xA0, SET)
    (_, content_type, _), (_, inside, _) = shaped(encapsulated[1], OID, 0xA0)
    need(version[1] == b"\1" and content_type.hex() == DATA, "version 1, id-data")
    raws = [raw for tag, _, raw in parts(certificates[1]) if tag == SEQUENCE]
    need(1 <= len(raws) <= 8 and b"".join(raws) == certificates[1] and raws == sorted(set(raws)), "certificates")
    return digests[1], only(inside, OCTETS), [x509.load_der_x509_certificate(raw) for raw in raws], only(signers[1], SEQUENCE)


def parse(message):
    """The content and the certificate of its signer."""
    try:
        return read_strictly(message)
    except (ValueError, IndexError, OverflowError, UnsupportedAlgorithm, x509.InvalidVersion) as wrong:
        raise Refused("MANIFEST_REJECTED", str(wrong)) from wrong


@reading("MANIFEST_REJECTED")
def read_strictly(message):
    need(len(message) <= 64 * 1024, "the size")
    digests, content, certificates, signer_info = signed_data(message)
    version, identifier, digest, signed, algorithm, signature, *unsigned = parts(signer_info)
    tags = [version[0], identifier[0], digest[0], signed[0], algorithm[0], signature[0]]
    need(tags == [INTEGER, SEQUENCE, SEQUENCE, 0xA0, SEQUENCE, OCTETS] and version[1] == b"\1", "a signer with attributes")
    need(digests == digest[2], "digestAlgorithms")
    if unsigned:
        need(len(unsigned) == 1 and unsigned[0][0] == 0xA1 and set(attributes(unsigned[0][1])) == {TIMESTAMP}, "unsigned")
    name, hashed = DIGESTS.get(parts(digest[1])[0][1].hex(), (None, None))
    need(name, "a digest that counts")

    said = attributes(signed[1])
    need(NEEDED <= set(said) <= NEEDED | {ALGORITHM_PROTECTION}, "the set of attributes")
    need(said[CONTENT_TYPE][:2] == (OID, bytes.fromhex(DATA)), "content-type")
    need(said[MESSAGE_DIGEST][:2] == (OCTETS, hasher(name, content).digest()), "message-digest")
    need(said[MIME_TYPE][:2] == (UTF8, MEDIA_TYPE), "mime-type")
    if ALGORITHM_PROTECTION in said:
        theirs = parts(only(said[ALGORITHM_PROTECTION][2], SEQUENCE))
        need([raw for _, _, raw in theirs] == [digest[2], b"\xa1" + algorithm[2][1:]], "algorithms")

    (signer,) = [one for one in certificates if issuer_and_serial(one) == identifier[2]]
    ((_, references, _),) = shaped(only(said[SIGNING_CERTIFICATE_V2][2], SEQUENCE), SEQUENCE)
    ((_, reference, _),) = shaped(references, SEQUENCE)
    need(parts(reference)[0][:2] == (OCTETS, signer.fingerprint(hashes.SHA256())), "the reference to the certificate")
    need([raw for _, _, raw in parts(reference)[1:]] in ([], [named_in_reference(identifier[1])]), "the name in it")
    verify(signer.public_key(), parts(algorithm[1])[0][1].hex(), signature[1], b"\x31" + signed[2][1:], hashed)

    try:
        read = manifest.parse_content(content)
    except Refused as refused:
        raise Refused("MANIFEST_REJECTED", str(refused)) from refused
    tag, text, _ = said[SIGNING_TIME]
    stated = datetime.fromtimestamp(read[3], timezone.utc).strftime("%y%m%d%H%M%SZ").encode()
    need(tag == UTC_TIME and text == stated, "signing-time")
    return content, signer


def issuer_and_serial(certificate):
    number = certificate.serial_number
    digits = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return element(SEQUENCE, certificate.issuer.public_bytes() + element(INTEGER, digits))


def named_in_reference(issuer_and_serial):
    """IssuerSerial of RFC 5035: the same issuer as a directory name, and the number."""
    (_, _, issuer), (_, _, serial) = parts(issuer_and_serial)
    return element(SEQUENCE, element(SEQUENCE, element(0xA4, issuer)) + serial)


def element(tag, content):
    length = len(content)
    digits = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag]) + (bytes([length]) if length < 0x80 else bytes([0x80 | len(digits)]) + digits) + content


def verify(key, algorithm, signature, signed, hashed):
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            need(key.curve.name in ("secp256r1", "secp384r1"), "a curve that counts")
            key.verify(signature, signed, ec.ECDSA(hashed))
        else:
            need(key.key_size >= 2048, "a key that counts")
            pss = padding.PSS(padding.MGF1(hashed), hashed.digest_size)
            need(algorithm == RSA_PSS or algorithm in RSA, "an algorithm of RSA")
            key.verify(signature, signed, pss if algorithm == RSA_PSS else padding.PKCS1v15(), hashed)
    except InvalidSignature as wrong:
        raise Refused("MANIFEST_REJECTED", "the signature") from wrong


if __name__ == "__main__":
    for path in sys.argv[1:]:
        with open(path, "rb") as file:
            content, signer = parse(file.read())
        read = manifest.parse_content(content)
        print(read[1], read[2].hex(), manifest.digest(content).hex(), signer.fingerprint(hashes.SHA256()).hex())
