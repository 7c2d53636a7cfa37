"""Records: what every kind has at its top (protocol.md 2)."""
import base64
import binascii
import json

from cbor import Refused
from manifest import ORG


def parse(data):
    """The members of a record, of which the salt is one, once and canonical."""
    try:
        record = json.loads(data, object_pairs_hook=each_once)
    except (ValueError, RecursionError) as wrong:
        raise Refused("RECORD_MALFORMED", str(wrong)) from wrong
    if not isinstance(record, dict) or not ORG.fullmatch(str(record.get("org"))):
        raise Refused("RECORD_MALFORMED", "no object of an organisation")
    if not is_salt(record.get("salt")):
        raise Refused("RECORD_SALT_MISSING")
    return record


def each_once(members):
    if len(dict(members)) != len(members):
        raise ValueError("a member twice")
    return dict(members)


def is_salt(text):
    """Base64url without padding over 16 bytes, and only the canonical 22 characters."""
    if not isinstance(text, str) or len(text) != 22:
        return False
    try:
        salt = base64.urlsafe_b64decode(text + "==")
    except (ValueError, binascii.Error):
        return False
    return len(salt) == 16 and base64.urlsafe_b64encode(salt).decode() == text + "=="
