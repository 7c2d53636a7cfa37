"""From a record to its claims (protocol.md 3): what the paper prints of it, as the paper prints it."""
import claims as table

LEVELS = {"kem": "Kém", "yeu": "Yếu", "trung_binh": "Trung bình", "chua_dat": "Chưa đạt", "dat": "Đạt", "kha": "Khá",
          "gioi": "Giỏi", "tot": "Tốt"}
PROMOTED = ["Được lên lớp", "Được lên lớp sau khi đánh giá lại môn học hoặc rèn luyện trong kì nghỉ hè",
            "Không được lên lớp"]


def project(record):
    schema = record["schema"]
    claims = PROJECTIONS[schema](record)
    claims[9] = date(record["issue"]["date"])
    return claims | {2: 1}


def date(text):
    return int(text.replace("-", ""))


def number(words, word):
    return words.index(word) + 1


def mark(value):
    """A mark or result as a Vietnamese page prints it; nothing where there is none."""
    return {None: "", "pass": "Đạt", "fail": "Chưa đạt"}.get(value) if value in (None, "pass", "fail") else decimal(value)


def decimal(value):
    return "" if value is None else value.replace(".", ",")


def level(value):
    return "" if value is None else LEVELS[value]


def subject(row):
    return [row["subject_name"], *(mark(row.get(name)) for name in ("semester1", "semester2", "year", "reassessed"))]


def levels(year, what, *when):
    return [level(year.get(f"{what}_{name}")) for name in when]


def year_transcript(record):
    pupil, year = record["student"], record["transcript"]
    return {
        1: 1 if year["grade"] < 10 else 2,
        3: pupil["full_name"],
        4: date(pupil["date_of_birth"]),
        20: year["school_year"],
        21: year["class_name"],
        22: year["grade"],
        23: [subject(row) for row in year["subjects"]],
        24: levels(year, "learning", "s1", "s2", "year"),
        25: levels(year, "conduct", "s1", "s2", "year"),
        26: number(table.PROMOTIONS, year["promotion"]),
    }


def whole_transcript(record):
    pupil, years = record["student"], record["years"]

    def results(what):
        return [[year["school_year"], *levels(year, what, "s1", "s2", "year", "after")] for year in years]

    claims = {
        1: 4,
        3: pupil["full_name"],
        4: date(pupil["date_of_birth"]),
        13: number(table.STAGES, record["stage"]),
        27: [[year["school_year"], year["class_name"], PROMOTED[number(table.PROMOTIONS, year["promotion"]) - 1]]
             for year in years],
        28: [[year["school_year"], *subject(row)] for year in years for row in year["subjects"]],
        29: results("learning"),
        30: results("conduct"),
    }
    completed = years[-1].get("programme_completion")
    return claims | ({31: number(table.COMPLETIONS, completed)} if completed else {})


def university_transcript(record):
    learner, programme = record["learner"], record["programme"]
    perhaps = {
        5: record.get("diploma_serial"),
        6: record.get("register_no"),
        8: record.get("classification"),
        42: programme.get("mode"),
        45: decimal(record.get("average_10")) or None,
        47: record.get("document_no"),
    }
    return {
        1: 5,
        3: learner["full_name"],
        4: date(learner["date_of_birth"]),
        40: programme["major"],
        41: programme["level"],
        43: [[course["name"], course["code"], decimal(course["credits"]), decimal(course.get("mark_10")),
              course["letter"], decimal(course.get("mark_4"))] for course in record["courses"]],
        44: decimal(record["total_credits"]),
        46: decimal(record["average_4"]),
    } | {key: value for key, value in perhaps.items() if value is not None}


def certified_copy(record):
    diploma, holder = record["diploma"], record["diploma"]["holder"]
    born = date(holder["date_of_birth"])
    claims = {
        1: 16,
        3: holder["full_name"],
        4: born // 10000 * 10000 if holder.get("birth_year_only") else born,
        5: diploma["serial_no"],
        6: diploma["register_no"],
        7: diploma["graduation_year"],
        8: diploma.get("classification", ""),
        10: record["copy"]["copy_register_no"],
        12: number(table.DIPLOMAS, diploma["credential_type"]),
    }
    school = diploma.get("school_name")
    return claims | ({11: school} if school not in (None, record["organisation"]["name"]) else {})


PROJECTIONS = {
    "transcript-year-secondary/1": year_transcript,
    "transcript-secondary/1": whole_transcript,
    "transcript-university/1": university_transcript,
    "certified-copy/1": certified_copy,
}
