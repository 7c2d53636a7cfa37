#!/usr/bin/env python3
"""The rules once more, from the circulars and with Python's decimal arithmetic; knows nothing of ours.

Reads cases as lines of JSON with a member `rule`, writes one line with what follows for each.
"""
import json
import sys
from collections import OrderedDict
from decimal import ROUND_HALF_UP, Decimal

ONE, TWO = Decimal("0.1"), Decimal("0.01")


def rounded(value, to=ONE):
    return str(value.quantize(to, rounding=ROUND_HALF_UP))


def mean(values, to=ONE):
    return rounded(sum(values) / len(values), to) if values else None


def marks(case):
    return [Decimal(value) for value in case["values"] if value not in ("pass", "fail")]


def semester(case):
    regular = [Decimal(mark) for mark in case["regular"]]
    total = sum(regular) + 2 * Decimal(case["midterm"]) + 3 * Decimal(case["last"])
    return rounded(total / (len(regular) + 5))


def year(case):
    return rounded((Decimal(case["first"]) + 2 * Decimal(case["second"])) / 3)


TT22 = ["chua_dat", "dat", "kha", "tot"]


def tt22_plain(values):
    numbers = [Decimal(value) for value in values if value not in ("pass", "fail")]
    failed = values.count("fail")
    at_least = lambda least: sum(1 for number in numbers if number >= Decimal(least))
    lowest = min(numbers, default=Decimal(10))
    if failed == 0 and lowest >= Decimal("6.5") and at_least("8.0") >= 6:
        return 3
    if failed == 0 and lowest >= Decimal("5.0") and at_least("6.5") >= 6:
        return 2
    if failed <= 1 and at_least("5.0") >= 6 and lowest >= Decimal("3.5"):
        return 1
    return 0


def without_one(values):
    """-> the same values with each subject in turn at its best"""
    for place, value in enumerate(values):
        yield values[:place] + ["pass" if value in ("pass", "fail") else "10.0"] + values[place + 1:]


def tt22(case):
    plain = tt22_plain(case["values"])
    for best in (3, 2):
        alone = any(tt22_plain(values) == best for values in without_one(case["values"]))
        if alone and best - plain >= 2:
            return TT22[plain + 1]
    return TT22[plain]


TT58 = ["kem", "yeu", "trung_binh", "kha", "gioi"]


def tt58_plain(values, average, leading):
    numbers = [Decimal(value) for value in values if value not in ("pass", "fail")]
    lead = [Decimal(values[place]) for place in leading]
    for level, least, lowest in ((4, "8.0", "6.5"), (3, "6.5", "5.0"), (2, "5.0", "3.5")):
        if (average >= Decimal(least) and max(lead) >= Decimal(least) and min(numbers) >= Decimal(lowest)
                and "fail" not in values):
            return level
    return 1 if average >= Decimal("3.5") and min(numbers) >= Decimal("2.0") else 0


def tt58(case):
    values, leading = case["values"], case["leading"]
    average = Decimal(mean(marks(case)))
    plain = tt58_plain(values, average, leading)
    reached = max(tt58_plain(spared, average, leading) for spared in without_one(values))
    table = {(4, 2): 3, (4, 1): 2, (3, 1): 2, (3, 0): 1, (4, 0): 1}
    return [str(average), TT58[table.get((reached, plain), plain)]]


def university(case):
    """Credits, average of four, average of ten; of courses studied again the last or the best."""
    results = OrderedDict()
    for code, credits, mark, points in case["courses"]:
        course = (Decimal(points), Decimal(mark), Decimal(credits))
        if code not in results or case["retakes"] == "last" or course[:2] > results[code][:2]:
            results[code] = course
    counted = results.values()
    weight = sum(credits for _, _, credits in counted)
    average = lambda place: rounded(sum(course[place] * course[2] for course in counted) / weight, TWO)
    earned = sum((credits for points, _, credits in counted if points > 0), Decimal(0))
    return [rounded(earned, TWO), average(0), average(1)]


RULES = {"semester": semester, "year": year, "tt22": tt22, "tt58": tt58, "university": university}

for line in sys.stdin:
    case = json.loads(line)
    print(json.dumps(RULES[case["rule"]](case)))
