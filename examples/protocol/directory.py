"""Directories of organisations: what refuses a whole file, and what a pin says (protocol.md 7)."""
import json
import re
import unicodedata
from datetime import datetime

from cbor import Refused, Wrong, need
from manifest import ORG
from record import each_once

MOST_BYTES, MOST_ORGANISATIONS = 4 * 1024 * 1024, 20_000
ROLES = {"manifest", "seal", "person", "delegate"}
MEMBERS = {"format", "serial", "issued", "next_update", "organisations"}
OF_ORGANISATION = {"org", "name_vi", "name_en", "status_epoch_min", "hosts", "certificates", "successor"}
OF_PIN = {"sha256", "roles", "from", "until", "compromised_since"}
HOST = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*")
LETTERS = "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư"
NAME = re.compile(rf"[A-Za-z0-9 .,\-–()&'/{LETTERS}\u1EA0-\u1EF9]{{1,200}}")


def parse(text):
    """-> {organisation: its pins}"""
    if len(text.encode()) > MOST_BYTES:
        raise Refused("LIMIT_DIRECTORY")
    try:
        file = json.loads(text, object_pairs_hook=each_once)
        need(isinstance(file, dict) and file.keys() <= MEMBERS, "members")
        if file["format"] != "vanbang directory 1":
            raise Refused("DIRECTORY_FORMAT_UNKNOWN")
        if len(file["organisations"]) > MOST_ORGANISATIONS:
            raise Refused("LIMIT_ORGANISATIONS")
        for one in file["organisations"]:
            need(one.keys() <= OF_ORGANISATION, "members of an organisation")
            need(all(pin.keys() <= OF_PIN and set(pin["roles"]) <= ROLES for pin in one["certificates"]), "pins")
        return checked(file["organisations"])
    except (Wrong, ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise Refused("DIRECTORY_MALFORMED", str(wrong)) from wrong


def checked(organisations):
    found, names, sealers = {}, {}, {}
    for one in organisations:
        org = one["org"]
        if not is_valid(one):
            raise Refused("DIRECTORY_VALUE_INVALID", org)
        for name in {skeleton(one["name_vi"]), skeleton(one["name_en"])}:
            if names.setdefault(name, org) != org:
                raise Refused("DIRECTORY_NAMES_ALIKE", org)
        if org in found:
            raise Refused("DIRECTORY_ORG_TWICE", org)
        for pin in one["certificates"]:
            if {"manifest", "seal"} & set(pin["roles"]) and sealers.setdefault(pin["sha256"], org) != org:
                raise Refused("DIRECTORY_CERTIFICATE_SHARED", org)
        found[org] = [{**pin, **{name: moment(pin.get(name)) for name in ("from", "until", "compromised_since")}}
                      for pin in one["certificates"]]
    return found


def is_valid(one):
    names = [unicodedata.normalize("NFC", one[name]) for name in ("name_vi", "name_en")]
    return (ORG.fullmatch(one["org"]) and all(name.strip() and NAME.fullmatch(name) for name in names)
            and all(HOST.fullmatch(host["host"]) and len(host["host"]) <= 253 for host in one["hosts"])
            and all(re.fullmatch("[0-9a-f]{64}", pin["sha256"]) for pin in one["certificates"])
            and (one.get("status_epoch_min") or 0) < 2**32
            and (one.get("successor") is None or ORG.fullmatch(one["successor"])))


def skeleton(name):
    """What is left of a name for comparing: no case, no spaces, no punctuation."""
    plain = unicodedata.normalize("NFC", name).casefold()
    return unicodedata.normalize("NFC", "".join(letter for letter in plain if letter.isalnum()))


def moment(text):
    return None if text is None else datetime.fromisoformat(text.replace("Z", "+00:00"))


def judge(directory, org, sha256, role, time, proven):
    """Nothing when the pin holds at that time, which a timestamp proves or not; otherwise the reason (rules 3 and 4)."""
    own, at = [pin for pin in parse(directory)[org] if pin["sha256"] == sha256], moment(time)
    begun = [pin for pin in own if pin["from"] <= at and role in pin["roles"]]
    if not begun:
        raise Refused("SIGNER_NOT_OF_ORGANISATION")
    lost = [pin["compromised_since"] for pin in own if pin["compromised_since"]]
    if lost and not proven:
        raise Refused("PIN_TIME_UNPROVEN")
    if lost and at >= min(lost):
        raise Refused("KEY_COMPROMISED")
    if all(pin["until"] and pin["until"] <= at for pin in begun):
        raise Refused("SIGNER_NOT_OF_ORGANISATION" if proven else "PIN_TIME_UNPROVEN")
