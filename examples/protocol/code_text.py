"""Identifier, secret, and the text of the code (protocol.md 2 and 5)."""
import base64
import re
from hashlib import sha256
import hmac

from cbor import Refused

TEXT = re.compile(r"https://([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+)/v/([a-z2-7]{26})#([1-9][0-9]{38,999})", re.ASCII)


def hkdf(salt, secret, info, length):
    """RFC 5869 with SHA-256."""
    prk = hmac.digest(salt, secret, "sha256")
    okm, block = b"", b""
    for number in range(1, -(-length // 32) + 1):
        block = hmac.digest(prk, block + info + bytes([number]), "sha256")
        okm += block
    return okm[:length]


def derive(record):
    """-> (id, secret)"""
    okm = hkdf(b"vanbang record 1", record, b"vanbang code 1", 32)
    return okm[:16], okm[16:]


def id_text(identifier):
    return base64.b32encode(identifier).decode().rstrip("=")


def write(host, identifier, data):
    return f"HTTPS://{host.upper()}/V/{id_text(identifier)}#{int.from_bytes(data, 'big')}"


def parse(text, listed=()):
    """-> (host, id, form, bytes behind the form of S, all bytes of F)"""
    if len(text) > 1400 or not text.isascii():
        raise Refused("CODE_MALFORMED", "length or letters")
    matched = TEXT.fullmatch(text.lower())
    if not matched:
        raise Refused("CODE_MALFORMED", "shape")
    host, identifier, digits = matched.groups()
    decoded = base64.b32decode(identifier.upper() + "======")
    if len(host) > 60 or id_text(decoded).lower() != identifier:
        raise Refused("CODE_MALFORMED", "host or identifier")
    number = int(digits)
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    if data[0] not in (1, 2):
        raise Refused("CODE_VERSION_UNKNOWN")
    if data[0] == 1 and len(data) != 17:
        raise Refused("CODE_MALFORMED", "S has 17 bytes")
    if any(label.startswith("xn--") for label in host.split(".")) and host not in listed:
        raise Refused("CODE_HOST_NOT_LISTED")
    return (host, decoded, "S", data[1:]) if data[0] == 1 else (host, decoded, "F", data)


def status_token(identifier):
    return sha256(b"vanbang status token 1" + identifier).digest()[:16]
