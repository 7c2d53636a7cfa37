"""Claims: the table of keys, the keys of each kind and version, and reading (protocol.md 3)."""
from cbor import Refused, need, read_map, reading

MOST_BYTES = 64 * 1024

DIPLOMAS = ["thcs", "bt_thcs", "thpt", "bt_thpt", "trung_hoc_nghe", "trung_cap", "cao_dang", "cu_nhan", "thac_si",
            "tien_si", "specialised", "certificate", "completion_certificate"]
STAGES = ["lower_secondary", "upper_secondary"]
PROMOTIONS = ["promoted", "promoted_after_reassessment", "not_promoted"]
COMPLETIONS = ["completed", "not_completed"]

RESULTS = ["semester1", "semester2", "year"]
SUBJECT = ["name", *RESULTS, "reassessed"]
OF_YEAR = ["school_year", *RESULTS, "reassessed"]
COURSE = ["name", "code", "credits", "mark_10", "letter", "mark_4"]

# key: name, type; a list of words is a choice numbered from 1, a tuple one text for each column
KEYS = {
    3: ("full_name", "text"), 4: ("date_of_birth", "date"), 5: ("serial_no", "text"), 6: ("register_no", "text"),
    7: ("graduation_year", "number"), 8: ("classification", "text"), 9: ("issued", "date"),
    10: ("copy_register_no", "text"), 11: ("school", "text"), 12: ("credential_type", DIPLOMAS), 13: ("stage", STAGES),
    20: ("school_year", "text"), 21: ("class_name", "text"), 22: ("grade", "number"),
    23: ("subjects", ("table", SUBJECT)), 24: ("learning", ("row", RESULTS)), 25: ("conduct", ("row", RESULTS)),
    26: ("promotion", PROMOTIONS), 27: ("years", ("table", ["school_year", "class_name", "promotion"])),
    28: ("subjects_by_year", ("table", ["school_year", *SUBJECT])), 29: ("learning_by_year", ("table", OF_YEAR)),
    30: ("conduct_by_year", ("table", OF_YEAR)), 31: ("completion", COMPLETIONS), 40: ("major", "text"),
    41: ("level", "text"), 42: ("mode", "text"), 43: ("courses", ("table", COURSE)), 44: ("total_credits", "text"),
    45: ("average_10", "text"), 46: ("average_4", "text"), 47: ("document_no", "text"),
}

YEAR = ({3, 4, 9, 20, 21, 22, 23, 24, 25, 26}, set())
# (kind, version): keys that are always there, keys that may be
VERSIONS = {
    (1, 1): YEAR,
    (2, 1): YEAR,
    (4, 1): ({3, 4, 9, 13, 27, 28, 29, 30}, {31}),
    (5, 1): ({3, 4, 9, 40, 41, 43, 44, 46}, {5, 6, 8, 42, 45, 47}),
    (16, 1): ({3, 4, 5, 6, 7, 8, 9, 12}, {10, 11}),
}


@reading("CLAIMS_MALFORMED")
def parse(data):
    if len(data) > MOST_BYTES:
        raise Refused("LIMIT_CLAIMS")
    claims = read_map(data)
    need([*claims][:2] == [1, 2], "no kind, no version")
    kind, version = claims[1], claims[2]
    need(isinstance(kind, int) and isinstance(version, int), "kind and version")
    if (kind, version) not in VERSIONS:
        raise Refused("CLAIMS_VERSION_UNKNOWN", f"{kind} {version}")
    always, perhaps = VERSIONS[kind, version]
    keys = claims.keys() - {1, 2}
    need(always <= keys <= always | perhaps, f"keys {sorted(keys)}")
    for key in keys:
        need(fits(KEYS[key][1], claims[key]), f"key {key}")
    return claims


def fits(kind, value):
    if kind == "text":
        return isinstance(value, str)
    if kind == "number":
        return isinstance(value, int)
    if kind == "date":
        return isinstance(value, int) and is_date(value)
    if isinstance(kind, list):
        return isinstance(value, int) and 1 <= value <= len(kind)
    shape, columns = kind
    rows = [value] if shape == "row" else value
    return isinstance(rows, list) and all(
        isinstance(row, list) and len(row) == len(columns) and all(isinstance(cell, str) for cell in row) for row in rows)


def is_date(value):
    year, month, day = value // 10000, value // 100 % 100, value % 100
    return 1 <= year <= 9999 and month <= 12 and day <= 31 and (month > 0 or day == 0)


def by_name(claims):
    """For display: every claim by its name."""
    named = {"kind": claims[1]}
    for key, value in claims.items():
        if key > 2:
            name, kind = KEYS[key]
            named[name] = shown(kind, value)
    return named


def shown(kind, value):
    if kind == "date":
        year, month, day = value // 10000, value // 100 % 100, value % 100
        return "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part)])
    if isinstance(kind, list):
        return kind[value - 1]
    if isinstance(kind, tuple):
        shape, columns = kind
        rows = [dict(zip(columns, row)) for row in ([value] if shape == "row" else value)]
        return rows[0] if shape == "row" else rows
    return value
