"""Strict CBOR: five types, one spelling of each value, map keys that are numbers (protocol.md 0)."""
import unicodedata

MOST = 2**53 - 1
NESTING = 4
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


class Refused(Exception):
    """Carries the stable code of a refusal."""

    def __init__(self, code, story=""):
        super().__init__(f"{code} {story}")
        self.code = code


class Wrong(Exception):
    """Not strict CBOR, or not what was to be read; the reader of an object gives it the object's code."""


def need(holds, story):
    if not holds:
        raise Wrong(story)


def reading(code):
    """Turns what is wrong inside of an object's reader into the object's code."""

    def decorate(reader):
        def read(*given):
            try:
                return reader(*given)
            except Wrong as wrong:
                raise Refused(code, str(wrong)) from wrong

        return read

    return decorate


class Cursor:
    """Bytes that are taken from the front."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        need(self.at + count <= len(self.data), "cut")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, count):
        return int.from_bytes(self.take(count), "big")

    def rest(self):
        return self.take(len(self.data) - self.at)


def head(cursor):
    first = cursor.number(1)
    major, low = first >> 5, first & 31
    need(major in (0, 2, 3, 4, 5), f"major type {major}")
    if low < 24:
        return major, low
    need(low < 28, "indefinite or reserved length")
    width = 1 << (low - 24)
    number = cursor.number(width)
    least = 24 if width == 1 else 1 << (4 * width)
    need(number >= least, "not the shortest form")
    return major, number


def unsigned(cursor):
    major, number = head(cursor)
    need(major == 0 and number <= MOST, "not a number up to 2^53 - 1")
    return number


def item(cursor, depth=1):
    start = cursor.at
    major, number = head(cursor)
    if major == 0:
        cursor.at = start
        return unsigned(cursor)
    if major == 2:
        return cursor.take(number)
    if major == 3:
        return text(cursor.take(number))
    need(depth <= NESTING, "nested too deep")
    if major == 4:
        # never more items than bytes: a count alone reserves nothing
        return [item(cursor, depth + 1) for _ in range(number)]
    entries, last = {}, -1
    for _ in range(number):
        key = unsigned(cursor)
        need(key > last, "keys out of order")
        last = key
        entries[key] = item(cursor, depth + 1)
    return entries


def text(data):
    try:
        decoded = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Wrong("not UTF-8") from None
    need(not any(unicodedata.category(letter) in HIDDEN for letter in decoded), "a hidden character")
    need(unicodedata.is_normalized("NFC", decoded), "not NFC")
    return decoded


def read_map(data):
    cursor = Cursor(data)
    entries = item(cursor)
    need(isinstance(entries, dict), "not a map")
    need(cursor.at == len(data), "bytes behind the item")
    return entries


def write(value):
    """The only spelling of a value."""
    if isinstance(value, int):
        return written(0, value)
    if isinstance(value, bytes):
        return written(2, len(value)) + value
    if isinstance(value, str):
        return written(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return written(4, len(value)) + b"".join(map(write, value))
    return written(5, len(value)) + b"".join(write(key) + write(value[key]) for key in sorted(value))


def written(major, number):
    if number < 24:
        return bytes([major << 5 | number])
    for low, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << (8 * width):
            return bytes([major << 5 | low]) + number.to_bytes(width, "big")
    raise ValueError(number)
