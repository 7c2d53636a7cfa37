"""The encrypted opening on the public server (protocol.md 8)."""
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cbor import Cursor, Refused, Wrong, need, reading
from code_text import hkdf
from manifest import parse_opening

MOST_BYTES = 128 * 1024
BLOCK = 512


def keys(identifier, secret, salt):
    """-> (key, commitment)"""
    okm = hkdf(salt, secret, b"vanbang envelope 1" + identifier, 64)
    return okm[:32], okm[32:]


def padded(length):
    return -(-(4 + length) // BLOCK) * BLOCK


def seal(identifier, opening, salt):
    key, commitment = keys(identifier, parse_opening(opening)["secret"], salt)
    beside = b"VBE1" + identifier + salt + commitment
    plaintext = (len(opening).to_bytes(4, "big") + opening).ljust(padded(len(opening)), b"\0")
    return beside + AESGCM(key).encrypt(bytes(12), plaintext, beside)


@reading("ENVELOPE_INVALID")
def open_envelope(data, identifier, secret):
    if len(data) > MOST_BYTES:
        raise Refused("LIMIT_ENVELOPE")
    cursor = Cursor(data)
    need(cursor.take(4) == b"VBE1", "magic")
    need(cursor.take(16) == identifier, "identifier")
    salt, commitment = cursor.take(32), cursor.take(32)
    key, expected = keys(identifier, secret, salt)
    if not hmac.compare_digest(commitment, expected):
        raise Refused("CODE_DOES_NOT_OPEN")
    try:
        plaintext = Cursor(AESGCM(key).decrypt(bytes(12), cursor.rest(), data[:84]))
    except InvalidTag:
        raise Wrong("tag") from None
    opening = plaintext.take(plaintext.number(4))
    need(len(plaintext.data) == padded(len(opening)) and not any(plaintext.rest()), "padding")
    try:
        parsed = parse_opening(opening)
    except Refused as refused:
        need(not refused.code.endswith("_MALFORMED"), str(refused))
        raise
    need(hmac.compare_digest(parsed["secret"], secret), "another secret")
    return opening
