#!/usr/bin/env python3
"""Makes the sample workbooks of examples/office and the broken twins of test-vectors/roster.

    pip install openpyxl xlwt
    python3 scripts/make-sample-workbooks.py

The layout is that of the vnEdu summary workbook (one file a grade and semester, one sheet a class),
written from its description and not from the program that reads it. Everything is drawn from a
seeded generator, so that the files come out the same. All people are invented.
"""

import copy
import datetime
import json
import pathlib
import random
import unicodedata
import zipfile
from decimal import ROUND_HALF_UP, Decimal

import openpyxl
import xlwt
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

ROOT = pathlib.Path(__file__).resolve().parent.parent
OFFICE = ROOT / "examples" / "office"
VECTORS = ROOT / "test-vectors" / "roster"
YEAR = "2025 - 2026"
SCHOOL = "TRƯỜNG THCS MẪU"

MARKED = ["Toán", "LS&ĐL", "KHTN", "Tin", "Văn", "Ng.ngữ", "GDCD", "C.nghệ"]
COMMENTED = ["GDTC", "Nghệ thuật", "NDGDĐP", "HĐTN&HN"]

PUPILS = {
    "6A": [
        ("Nguyễn Hữu Bảo An", "05/03/2014"), ("Đặng Ngọc Khánh Ân", "17/11/2014"),
        ("Trần Thị Mỹ Duyên", "28/02/2014"), ("Lê Quang Đạt", "09/07/2014"),
        ("Hoàng Thùy Dương", "21/12/2014"), ("Phan Đình Trường Giang", "14/01/2014"),
        ("Võ Thị Ngọc Hằng", "30/09/2014"), ("Bùi Đức Hiếu", "03/05/2014"),
        ("Tôn Nữ Quỳnh Hương", "12/08/2014"), ("Huỳnh Gia Huy", "25/04/2014"),
        ("Nguyễn Phước Bảo Khang", "08/10/2014"), ("Đỗ Thị Diệu Linh", "19/06/2014"),
        ("Ngô Nhật Minh", "02/02/2014"), ("Lý Trọng Nghĩa", "11/11/2013"),
        ("Dương Thị Hồng Nhung", "27/03/2014"),
    ],
    "6B": [
        ("Vũ Hoàng Oanh", "06/01/2014"), ("Trương Tấn Phát", "15/05/2014"),
        ("Cao Thị Bích Phượng", "23/10/2014"), ("Lưu Đăng Quang", "01/12/2014"),
        ("Mai Thị Như Quỳnh", "18/07/2014"), ("Hồ Sỹ Sơn", "29/08/2014"),
        ("Nguyễn Thị Thanh Tâm", "04/04/2014"), ("Đoàn Hữu Thắng", "13/02/2014"),
        ("Phạm Nguyễn Anh Thư", "20/09/2014"), ("Lương Thế Toàn", "07/06/2014"),
        ("Trịnh Thị Thùy Trâm", "16/03/2014"), ("Nguyễn Đình Trí", "24/11/2014"),
        ("Tạ Thị Cẩm Tú", "10/10/2014"), ("Lê Nguyễn Tường Vy", "31/01/2014"),
        ("Đinh Xuân Vỹ", "22/05/2014"),
    ],
}


# -- the rules of Thông tư 22/2021, by their text ----------------------------------------------

def year_mark(first, second):
    exact = (Decimal(first) + 2 * Decimal(second)) / 3
    return str(exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def plain_level(values):
    marks = [Decimal(values[s]) for s in MARKED]
    failed = sum(values[s] == "CĐ" for s in COMMENTED)
    at_least = lambda mark: sum(m >= Decimal(mark) for m in marks)
    if failed == 0 and at_least("6.5") == len(marks) and at_least("8.0") >= 6:
        return 3
    if failed == 0 and at_least("5.0") == len(marks) and at_least("6.5") >= 6:
        return 2
    if failed <= 1 and at_least("5.0") >= 6 and at_least("3.5") == len(marks):
        return 1
    return 0


def learning(values):
    level = plain_level(values)
    for subject in MARKED + COMMENTED:
        better = dict(values)
        better[subject] = "10.0" if subject in MARKED else "Đ"
        if plain_level(better) - level >= 2:
            level += 1
            break
    return ["Chưa đạt", "Đạt", "Khá", "Tốt"][level]


# -- the pupils' year ----------------------------------------------------------------------------

def invent():
    """{(semester, class): [row]}; a row is a dict by the column's name."""
    chance = random.Random(22_2021)
    sheets = {}
    serial = 0
    for name, pupils in PUPILS.items():
        for number, (pupil, birth) in enumerate(pupils, 1):
            serial += 1
            ability = chance.choice([58, 66, 72, 78, 84, 88, 92])
            marks = {s: ability + chance.randint(-6, 6) for s in MARKED}
            if (name, number) == ("6A", 4):  # one subject alone pulls the level down
                marks = {s: 88 for s in MARKED} | {"Ng.ngữ": 46}
            if (name, number) == ("6B", 10):  # stays in the class
                marks = {s: 47 for s in MARKED} | {"GDCD": 55, "Tin": 52}
            if (name, number) == ("6A", 2):  # excellent
                marks = {s: 95 for s in MARKED}
            for semester in (1, 2):
                row = {
                    "STT": number,
                    "Mã học sinh": f"{serial * 37 + 4600312:010d}",
                    "Số định danh cá nhân": f"0462{birth[-2:]}{chance.randint(0, 999999):06d}",
                    "Họ và tên": pupil,
                    "Ngày sinh": birth,
                }
                for subject in MARKED:
                    tenths = max(0, min(100, marks[subject] + chance.randint(-3, 3)))
                    row[subject] = f"{tenths // 10}.{tenths % 10}"
                for subject in COMMENTED:
                    row[subject] = "Đ"
                if (name, number) == ("6B", 2):
                    row["GDTC"] = "CĐ" if semester == 1 else "Đ"
                row["Kết quả học tập"] = learning(row)
                row["Kết quả rèn luyện"] = (
                    "Đạt" if (name, number) == ("6B", 10)
                    else chance.choice(["Tốt", "Tốt", "Tốt", "Khá"])
                )
                if (name, number) == ("6A", 2):
                    row["Kết quả rèn luyện"] = "Tốt"
                missed = (chance.randint(0, 3), chance.choice([0, 0, 0, 1]))
                row["P"], row["K"] = missed
                row["Tổng"] = sum(missed)
                row["Ghi chú"] = ""
                sheets.setdefault((semester, name), []).append(row)
    return sheets


# -- the layout -----------------------------------------------------------------------------------

def columns(semester):
    """[(header, sub-header, key)], left to right."""
    found = [(h, "", h) for h in ("STT", "Mã học sinh", "Số định danh cá nhân", "Họ và tên", "Ngày sinh")]
    found += [(s, "(HS 1)", s) for s in MARKED]
    found += [(s, "(N.xét)", s) for s in COMMENTED]
    found += [(h, f"(Học kỳ {semester})", h) for h in ("Kết quả học tập", "Kết quả rèn luyện")]
    found += [("Buổi nghỉ", "P", "P"), ("", "K", "K"), ("", "Tổng", "Tổng"), ("Ghi chú", "", "Ghi chú")]
    return found


def grid(semester, name, rows, layout=None, year=YEAR, first_row=6):
    """{(row, column): value}, both from 1, and the merged areas."""
    layout = layout or columns(semester)
    roman = "I" if semester == 1 else "2"  # both ways of writing a semester are met
    cells = {
        (1, 1): f"BẢNG TỔNG HỢP KẾT QUẢ GIÁO DỤC HỌC KỲ {roman}, {SCHOOL} NĂM HỌC {year}",
        (2, 1): f"Khối 6 - Lớp {name} - (Học kỳ {semester})",
        (4, 1): f"Sĩ số: {len(rows)}",
    }
    for column, (header, sub, key) in enumerate(layout, 1):
        if header:
            cells[first_row, column] = header
        if sub:
            cells[first_row + 1, column] = sub
        for offset, row in enumerate(rows):
            value = row.get(key, "")
            if value != "":
                cells[first_row + 2 + offset, column] = value
    after = first_row + len(rows) + 3
    cells[after, 12] = "Huế, ngày 25 tháng 5 năm 2026"
    cells[after + 1, 4] = "NGƯỜI LẬP BẢNG"
    cells[after + 1, 12] = "HIỆU TRƯỞNG"
    return cells


def shown(sheet_index, key, value):
    """The first sheet writes marks as numbers, the second as text with a decimal comma."""
    if key in MARKED and isinstance(value, str):
        try:
            return float(value) if sheet_index == 0 else value.replace(".", ",")
        except ValueError:
            return value
    if isinstance(value, datetime.date):
        return value
    if key in ("Kết quả học tập", "Kết quả rèn luyện") and sheet_index == 1:
        return {"Tốt": "T", "Khá": "K", "Đạt": "Đ", "Chưa đạt": "CĐ"}.get(value, value)
    if key in ("P", "K", "Tổng") and value == 0 and sheet_index == 1:
        return "-"
    return value


def sheets_of(semester, data, **how):
    made = {}
    for index, name in enumerate(PUPILS):
        rows = [{k: shown(index, k, v) for k, v in row.items()} for row in data[semester, name]]
        made[name] = grid(semester, name, rows, **how)
    return made


def save_xlsx(path, sheets, tweak=None, titled=True):
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.creator = "vanbang sample"
    book.properties.created = book.properties.modified = datetime.datetime(2026, 5, 25)
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for (row, column), value in cells.items():
            cell = sheet.cell(row, column, value)
            if isinstance(value, datetime.date):
                cell.number_format = "dd/mm/yyyy"
            if row in (1, 2, 6, 7):
                cell.font = Font(bold=True)
                cell.alignment = Alignment(horizontal="center", wrap_text=True)
        last = max(column for _, column in cells)
        for row in (1, 2) if titled else ():
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=last)
        for (row, column), value in cells.items():
            if value == "Buổi nghỉ":
                sheet.merge_cells(start_row=row, start_column=column, end_row=row, end_column=column + 2)
        for column in range(1, last + 1):
            sheet.column_dimensions[get_column_letter(column)].width = 26 if column == 4 else 11
    if tweak:
        tweak(book)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    same_bytes(path)


def same_bytes(path):
    """Packs again without the clock, so that the same data gives the same file."""
    with zipfile.ZipFile(path) as packed:
        parts = [(name, packed.read(name)) for name in packed.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts:
            if name == "docProps/core.xml":
                text = data.decode()
                start, end = text.find("<dcterms:modified"), text.find("</dcterms:modified>")
                if 0 <= start < end:
                    text = text[:start] + text[end + len("</dcterms:modified>"):]
                data = text.encode()
            packed.writestr(zipfile.ZipInfo(name, (2026, 5, 25, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def save_xls(path, sheets):
    book = xlwt.Workbook(encoding="utf-8")
    date = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for name, cells in sheets.items():
        sheet = book.add_sheet(name)
        for (row, column), value in cells.items():
            if isinstance(value, datetime.date):
                sheet.write(row - 1, column - 1, value, date)
            else:
                sheet.write(row - 1, column - 1, value)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(path))


def decomposed(sheets):
    return {
        name: {at: unicodedata.normalize("NFD", v) if isinstance(v, str) else v for at, v in cells.items()}
        for name, cells in sheets.items()
    }


# -- the vectors ------------------------------------------------------------------------------------

def vector(name, story, change, problems, clause="domain 6.1 B", settings="", records=None, tweak=None, beside=None):
    """One folder: hk1.xlsx, hk2.xlsx and expect.toml. `change` gets both semesters' sheets, of class
    6A with its first three pupils, and may alter or return them; `tweak` gets the first book as it is
    written; `beside` are further files, text or sheets by their names."""
    data = {key: rows[:3] for key, rows in copy.deepcopy(invent()).items()}
    sheets = {}
    for semester in (1, 2):
        rows = [{k: shown(1, k, v) for k, v in row.items()} for row in data[semester, "6A"]]
        sheets[semester] = {"6A": grid(semester, "6A", rows)}
    changed = change(sheets)
    sheets = sheets if changed is None else changed
    folder = VECTORS / name
    for semester, made in sheets.items():
        save_xlsx(folder / f"hk{semester}.xlsx", made, tweak if semester == 1 else None)
    for file, content in (beside or {}).items():
        folder.mkdir(parents=True, exist_ok=True)
        if isinstance(content, dict):
            save_xlsx(folder / file, content)
        else:
            (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    records = (0 if problems else 3) if records is None else records
    if settings:
        (folder / "settings.toml").write_text(settings, encoding="utf-8")
    lines = [f"story = {json.dumps(story, ensure_ascii=False)}", f'clause = "{clause}"', f"records = {records}"]
    for file, *sheet, cell, code in problems:
        sheet = "" if cell == "*" or file == "vanbang.toml" else sheet[0] if sheet else "6A"
        at = "" if cell in ("*", "sheet") else cell
        lines += ["", "[[problem]]", f'file = "{file}"', f'sheet = "{sheet}"', f'cell = "{at}"', f'code = "{code}"']
    (folder / "expect.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def at(letters, row):
    return row, openpyxl.utils.column_index_from_string(letters)


def put(semester, **cells):
    def change(sheets):
        for name, value in cells.items():
            letters = name.rstrip("0123456789")
            sheets[semester]["6A"][at(letters, int(name[len(letters):]))] = value
    return change


def both(*changes):
    def change(sheets):
        for one in changes:
            one(sheets)
    return change


def drop_row(semester, row):
    def change(sheets):
        sheets[semester]["6A"] = {k: v for k, v in sheets[semester]["6A"].items() if k[0] != row}
    return change


def drop_cells(semester, *names):
    def change(sheets):
        for name in names:
            letters = name.rstrip("0123456789")
            sheets[semester]["6A"].pop(at(letters, int(name[len(letters):])))
    return change


def moved(sheets):
    """Columns in another order, the table further down, and columns that nobody knows."""
    data = {key: rows[:3] for key, rows in invent().items()}
    made = {}
    for semester in (1, 2):
        layout = columns(semester)
        head, subjects, rest = layout[:5], layout[5:17], layout[17:]
        layout = [("Điểm thi đua", "", "x"), head[3], head[1], head[4], head[0], ("Chiều cao", "(cm)", "y")]
        layout += rest[2:5] + subjects[::-1] + [("Toán nâng cao", "(HS 1)", "z")] + rest[:2]
        rows = [dict(row, x="11", y="abc", z="99") for row in data[semester, "6A"]]
        made[semester] = {"6A": grid(semester, "6A", rows, layout=layout, first_row=9)}
    return made


def changed_class(sheets):
    """The last of three pupils of 6A is the last of 6B in semester II."""
    data = {key: rows[:3] for key, rows in invent().items()}
    data[2, "6B"].append(data[2, "6A"].pop())
    return {
        semester: {name: grid(semester, name, data[semester, name]) for name in PUPILS} for semester in (1, 2)
    }


def with_year(wrong):
    """Semester II carries a block "cả năm"; `wrong` replaces values in it."""
    def change(sheets):
        data = {key: rows[:3] for key, rows in invent().items()}
        rows = data[2, "6A"]
        for first, second in zip(data[1, "6A"], rows):
            year = {s: year_mark(first[s], second[s]) for s in MARKED} | {s: second[s] for s in COMMENTED}
            second["năm Toán"], second["năm GDTC"] = year["Toán"].replace(".", ","), year["GDTC"]
            second["năm HT"] = learning(year)
        for (row, key), value in wrong.items():
            rows[row][key] = value
        layout = columns(2) + [
            ("Cả năm", "Toán", "năm Toán"), ("", "GDTC", "năm GDTC"), ("", "Kết quả học tập", "năm HT"),
        ]
        sheets[2] = {"6A": grid(2, "6A", rows, layout=layout)}
    return change


def vectors():
    vector("good", "The sample as it should be.", lambda sheets: None, [])
    vector("moved-columns", "Columns moved, unknown ones between them: no effect.", moved, [])
    vector("decomposed-text", "Headers and names in NFD, as files from macOS have them.",
           lambda sheets: {s: decomposed(made) for s, made in sheets.items()}, [])
    vector("dates-as-dates", "Dates of birth as date cells, marks as numbers with binary noise.",
           both(put(1, E8=datetime.date(2014, 3, 5)), put(2, E8=datetime.date(2014, 3, 5))), [])
    vector("year-block", "A block for the whole year that the rules confirm.", with_year({}), [])
    vector("bad-marks", "Marks above ten, below zero, with two decimals, as text, as a date; a result as a mark.",
           put(1, F8="11", G8="-1", H8="8,25", I8="tám", J8=datetime.date(2026, 5, 8), N8="8,5", F9=10.5, O9="G"),
           [("hk1.xlsx", "F8", "MARK_TOO_HIGH"), ("hk1.xlsx", "G8", "MARK_NEGATIVE"),
            ("hk1.xlsx", "H8", "MARK_DECIMALS"), ("hk1.xlsx", "I8", "MARK_UNREADABLE"),
            ("hk1.xlsx", "J8", "MARK_UNREADABLE"), ("hk1.xlsx", "N8", "RESULT_UNREADABLE"),
            ("hk1.xlsx", "F9", "MARK_TOO_HIGH"), ("hk1.xlsx", "O9", "RESULT_UNREADABLE")])
    vector("missing-values", "A dash or nothing where a value must be.",
           both(put(2, F8="-", R9="-", S9="-"), drop_cells(2, "N10")),
           [("hk2.xlsx", "F8", "VALUE_MISSING"), ("hk2.xlsx", "R9", "VALUE_MISSING"),
            ("hk2.xlsx", "S9", "VALUE_MISSING"), ("hk2.xlsx", "N10", "VALUE_MISSING")])
    vector("header-missing", "No header row.", drop_row(2, 6), [("hk2.xlsx", "sheet", "HEADER_MISSING")])
    vector("column-missing", "One subject's column is not there; another stands twice.",
           put(1, G6="Toán"),
           [("hk1.xlsx", "sheet", "COLUMN_MISSING"), ("hk1.xlsx", "G6", "COLUMN_TWICE")])
    vector("wrong-school-year", "Last year's workbook.",
           lambda sheets: put(2, A1=sheets[2]["6A"][1, 1].replace(YEAR, "2024 - 2025"))(sheets),
           [("hk2.xlsx", "A1", "SCHOOL_YEAR_DIFFERS")])
    vector("school-year-missing", "A title without a school year.",
           put(1, A1="BẢNG TỔNG HỢP KẾT QUẢ GIÁO DỤC HỌC KỲ I"), [("hk1.xlsx", "sheet", "SCHOOL_YEAR_MISSING")])
    vector("semester-ii-twice", "Both files are semester II.",
           lambda sheets: {1: sheets[2], 2: sheets[2]},
           [("hk1.xlsx", "sheet", "SEMESTER_ABSENT"), ("hk2.xlsx", "sheet", "SEMESTER_TWICE")])
    vector("semester-contradicts", "The title's rows name two semesters.",
           put(2, A2="Khối 6 - Lớp 6A - (Học kỳ I)"), [("hk2.xlsx", "sheet", "SEMESTER_UNKNOWN")])
    vector("sub-header-semester", "The sub-header names the other semester.",
           put(2, R7="(Học kỳ I)"), [("hk2.xlsx", "R7", "SEMESTER_DIFFERS")])
    vector("class-contradicts", "The title's class is not the sheet's.",
           put(1, A2="Khối 6 - Lớp 6B - (Học kỳ 1)"),
           [("hk1.xlsx", "A2", "CLASS_DIFFERS"), ("hk1.xlsx", "sheet", "SEMESTER_ABSENT"),
            ("hk2.xlsx", "sheet", "SEMESTER_ABSENT")])
    vector("pupil-in-one-semester", "A pupil who came for semester II, one who left after I.",
           both(drop_row(1, 10), drop_row(2, 9)),
           [("hk1.xlsx", "B9", "PUPIL_IN_ONE_SEMESTER"), ("hk2.xlsx", "B10", "PUPIL_IN_ONE_SEMESTER")])
    vector("pupil-twice", "A pupil stands twice.",
           lambda sheets: put(2, B10=sheets[2]["6A"][8, 2])(sheets),
           [("hk1.xlsx", "B10", "PUPIL_IN_ONE_SEMESTER"), ("hk2.xlsx", "B10", "PUPIL_TWICE"),
            ("hk2.xlsx", "D10", "PUPIL_DIFFERS"), ("hk2.xlsx", "E10", "PUPIL_DIFFERS")])
    vector("pupil-differs", "Name and date of birth differ between the semesters.",
           put(2, D8="Nguyễn Hữu Bảo Ân", E9="18/11/2014"),
           [("hk2.xlsx", "D8", "PUPIL_DIFFERS"), ("hk2.xlsx", "E9", "PUPIL_DIFFERS")])
    vector("identity", "Codes, names and dates that cannot be; a lost leading zero.",
           both(put(1, B8=4600349, D9="Đặng Ngọc Ân 2", E10="31/02/2014"), put(2, E9="17/11/1914")),
           [("hk1.xlsx", "B8", "CODE_INVALID"), ("hk1.xlsx", "D9", "NAME_INVALID"),
            ("hk1.xlsx", "E10", "DATE_INVALID"), ("hk2.xlsx", "E9", "DATE_IMPLAUSIBLE")])
    vector("hidden-characters", "A right-to-left override in a name, a zero-width space in a mark and a code.",
           lambda sheets: put(1, D8="Nguyễn Hữu \u202eAn", F9="8,5\u200b", B10=sheets[1]["6A"][10, 2] + "\u200b")(sheets),
           [("hk1.xlsx", "D8", "TEXT_FORBIDDEN"), ("hk1.xlsx", "F9", "TEXT_FORBIDDEN"),
            ("hk1.xlsx", "B10", "TEXT_FORBIDDEN")])
    vector("learning-contradicts", "The sheet's learning result is not what its marks give.",
           put(1, R9="Đạt"), [("hk1.xlsx", "R9", "LEARNING_CONTRADICTS")])
    vector("levels-unreadable", "Levels of the older circular.",
           put(1, R8="Giỏi", S9="TB"),
           [("hk1.xlsx", "R8", "LEVEL_UNREADABLE"), ("hk1.xlsx", "S9", "LEVEL_UNREADABLE")])
    vector("absences", "A total that is not the sum; half a session.",
           put(2, V8="9", T9="1,5"),
           [("hk2.xlsx", "V8", "ABSENCES_SUM"), ("hk2.xlsx", "T9", "COUNT_UNREADABLE")])
    vector("year-contradicts", "Year values that the rules do not give: problems, not corrections.",
           with_year({(0, "năm Toán"): "9,9", (1, "năm GDTC"): "CĐ", (2, "năm HT"): "Chưa đạt"}),
           [("hk2.xlsx", "X8", "YEAR_CONTRADICTS"), ("hk2.xlsx", "Y9", "YEAR_CONTRADICTS"),
            ("hk2.xlsx", "Z10", "YEAR_CONTRADICTS")])
    vector("row-without-pupil", "Marks in a row without code and name.",
           drop_cells(1, "A9", "B9", "D9", "E9"),
           [("hk1.xlsx", "F9", "ROW_WITHOUT_PUPIL"), ("hk2.xlsx", "B9", "PUPIL_IN_ONE_SEMESTER")])
    vector("changed-class", "A pupil moved to another class of the grade between the semesters.",
           changed_class, [], records=6)
    codes = [row["Mã học sinh"] for row in invent()[1, "6A"]]
    vector("excluded", "A pupil who moved away stands in one workbook only; vanbang.toml says so.",
           drop_row(2, 9), [], records=2,
           settings=f'[[excluded]]\ncode = "{codes[1]}"\nreason = "Chuyển trường từ ngày 12/01/2026"\n')
    vector("exclusion-unused", "An exclusion that no workbook needs.", lambda sheets: None,
           [("vanbang.toml", "excluded[0000000000]", "EXCLUSION_UNUSED")],
           settings='[[excluded]]\ncode = "0000000000"\nreason = "Chuyển trường"\n')
    vector("grade-contradicts", "The title's grade is not that of its class.",
           put(1, A2="Khối 7 - Lớp 6A - (Học kỳ 1)"), [("hk1.xlsx", "A2", "GRADE_DIFFERS")])
    vector("grade-unsupported", "A class of primary school.",
           both(put(1, A2="Khối 5 - Lớp 5A - (Học kỳ 1)")),
           [("hk1.xlsx", "A2", "CLASS_DIFFERS"), ("hk1.xlsx", "A2", "GRADE_UNSUPPORTED")])
    vector("class-missing", "A title without a class.", put(1, A2="(Học kỳ 1)"),
           [("hk1.xlsx", "sheet", "CLASS_MISSING")])
    vector("too-many-rows", "A cell far below the table.", put(1, A20001="x"),
           [("hk1.xlsx", "*", "WORKBOOK_TOO_LARGE")])
    vector("too-many-columns", "A cell far beside the table.", put(1, DY8="x"),
           [("hk1.xlsx", "*", "WORKBOOK_TOO_LARGE")])
    vector("long-text", "More text in a cell than is read.", put(1, F8="8" * 1001, D9="Ân " * 60),
           [("hk1.xlsx", "F8", "TEXT_TOO_LONG"), ("hk1.xlsx", "D9", "TEXT_TOO_LONG")])
    folder = VECTORS / "not-a-workbook"
    vector("not-a-workbook", "A web page under a workbook's name, and a damaged archive.", lambda sheets: None,
           [("hk1.xlsx", "*", "WORKBOOK_FORMAT"), ("hk2.xlsx", "*", "WORKBOOK_UNREADABLE")])
    (folder / "hk1.xlsx").write_text("<html><table><tr><td>6A</td></tr></table></html>\n")
    (folder / "hk2.xlsx").write_bytes((folder / "hk2.xlsx").read_bytes()[:3000])


# -- beside the summaries ------------------------------------------------------------------------------

LIST_HEADER = (
    "STT | Mã định danh Bộ GD&ĐT | Họ tên | Ngày sinh | Giới tính | Dân tộc | Trạng thái | SĐT liên hệ | Nơi sinh chi tiết"
    " | Tổ/thôn Hộ khẩu thường trú | Tỉnh thành quê quán | Phường Xã quê quán | Chỗ ở hiện nay | Số CMND | Ngày cấp"
    " | Nơi cấp | Tên cha | Nghề nghiệp cha | Năm sinh cha | Tên mẹ | Nghề nghiệp mẹ | Năm sinh mẹ | Lớp học | Khối học"
    " | Số định danh cá nhân"
).split(" | ")


def table(title, header, rows, first_row=4):
    """{(row, column): value} of a table with one header row; a row is a list or a dict by header."""
    cells = {(index, 1): text for index, text in enumerate(title, 1)}
    for column, text in enumerate(header, 1):
        cells[first_row, column] = text
        for offset, row in enumerate(rows, 1):
            value = row.get(text, "") if isinstance(row, dict) else row[column - 1]
            if value != "":
                cells[first_row + offset, column] = value
    return cells


def listed(rows, name="6A"):
    """The sector database's list of pupils."""
    rows = [
        {
            "STT": number, "Mã định danh Bộ GD&ĐT": row["Mã học sinh"], "Họ tên": row["Họ và tên"],
            "Ngày sinh": row["Ngày sinh"], "Giới tính": ["Nam", "Nữ"][number % 2], "Dân tộc": "Kinh",
            "Trạng thái": "Đang học", "Nơi sinh chi tiết": "Thành phố Huế", "Phường Xã quê quán": "Phường Vỹ Dạ",
            "Tỉnh thành quê quán": "Thành phố Huế", "Tên cha": "Nguyễn Văn Cha", "Nghề nghiệp cha": "Giáo viên",
            "Tên mẹ": "Lê Thị Mẹ", "Lớp học": name, "Khối học": "6",
        }
        for number, row in enumerate(rows, 1)
    ]
    return {"DS": table(["DANH SÁCH HỌC SINH", "Năm học 2025 - 2026"], LIST_HEADER, rows)}


def marked(rows, subject="Toán", semester=2):
    """Mẫu 2 of the sector database, with regular marks that give the summary's average."""
    header = ["STT", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Ngày sinh", "ĐĐGtx", "ĐĐGgk", "ĐĐGck", "ĐTBmhk",
              "Mã nhận xét", "Nội dung nhận xét"]
    made = []
    for number, row in enumerate(rows, 1):
        mark = row[subject].replace(".", ",")
        made.append([number, row["Mã học sinh"], row["Họ và tên"], row["Ngày sinh"], f"{mark} {mark}  {mark}", mark,
                     mark, mark, "T1", "Học tốt, cần cẩn thận hơn."])
    title = [f"BẢNG ĐIỂM MÔN HỌC: {subject.upper()} - LỚP 6A", f"Học kỳ {'I' * semester}, năm học 2025 - 2026"]
    return {"Toan": table(title, header, made)}


def commented(rows, subject="GDTC", semester=2):
    header = ["STT", "Lớp", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Ngày sinh", "Đánh giá", "Nội dung nhận xét"]
    made = [[number, "6A", row["Mã học sinh"], row["Họ và tên"], row["Ngày sinh"], row[subject], "Tích cực."]
            for number, row in enumerate(rows, 1)]
    return {subject: table([f"Học kỳ {semester}, năm học 2025-2026"], header, made)}


UPPER_MARKED = ["Văn", "Toán", "Ng.ngữ", "Sử", "GDQP-AN", "Địa", "Lí", "Hóa", "Tin", "GDKT&PL"]
UPPER_COMMENTED = ["GDTC", "HĐTN&HN", "NDGDĐP"]
UPPER_SETTINGS = """[[class]]
name = "10A"
homeroom_teacher = "Trần Hữu Nghĩa"
[class.teachers]
""" + "".join(f'"{name}" = "Lê Thị Bảo Trân"\n' for name in UPPER_MARKED + UPPER_COMMENTED)


def upper(change=None):
    """Class 10A of upper secondary school: each pupil has four of the five electives that are taught."""
    sheets = {}
    for semester in (1, 2):
        rows = []
        for number, (pupil, birth) in enumerate(PUPILS["6A"][:3], 1):
            row = {"STT": number, "Mã học sinh": f"{number * 41 + 52003:010d}", "Họ và tên": pupil,
                   "Ngày sinh": birth[:-4] + "2010", "P": 0, "K": 0, "Tổng": 0, "Kết quả rèn luyện": "Tốt",
                   "Kết quả học tập": "Tốt"}
            row |= {s: f"{8 + number % 2},{semester}" for s in UPPER_MARKED} | {s: "Đ" for s in UPPER_COMMENTED}
            row.pop(["Địa", "Lí", "GDKT&PL"][number - 1])
            rows.append(row)
        layout = [c for c in columns(semester) if c[2] not in MARKED + COMMENTED]
        subjects = [(s, "(HS 1)", s) for s in UPPER_MARKED] + [(s, "(N.xét)", s) for s in UPPER_COMMENTED]
        cells = grid(semester, "10A", rows, layout=layout[:5] + subjects + layout[5:])
        cells[2, 1] = f"Khối 10 - Lớp 10A - (Học kỳ {semester})"
        sheets[semester] = {"10A": cells}
    return (change(sheets) if change else None) or sheets


def unseen(cell=None):
    """Hides and merges in the first book."""
    def tweak(book):
        cell(book["6A"])
    return tweak


def more_vectors():
    same = lambda sheets: None
    rows = [row for row in invent()[2, "6A"][:3]]
    vector("hidden-row", "A pupil's row is hidden, as a filter does it.", same, [("hk1.xlsx", "A9", "ROW_HIDDEN")],
           tweak=unseen(lambda sheet: setattr(sheet.row_dimensions[9], "hidden", True)))
    vector("hidden-title", "The row that names class and semester is hidden.", same, [("hk1.xlsx", "A2", "ROW_HIDDEN")],
           tweak=unseen(lambda sheet: setattr(sheet.row_dimensions[2], "hidden", True)))
    vector("hidden-column", "A subject's column is hidden; so is one that is not read.", same,
           [("hk1.xlsx", "F6", "COLUMN_HIDDEN")],
           tweak=unseen(lambda sheet: [setattr(sheet.column_dimensions[c], "hidden", True) for c in "CF"]))
    def hide_sheet(book):
        book.create_sheet("Trống")
        book["6A"].sheet_state = "hidden"
    vector("hidden-sheet", "The sheet of a class is hidden.", same, [("hk1.xlsx", "sheet", "SHEET_HIDDEN")], tweak=hide_sheet)
    vector("merged-marks", "Two marks are merged into one cell.", same,
           [("hk1.xlsx", "F8", "CELLS_MERGED"), ("hk1.xlsx", "G8", "VALUE_MISSING")],
           tweak=unseen(lambda sheet: sheet.merge_cells("F8:G8")))
    vector("formulas", "A formula that nobody computed, and one that failed.", put(1, F8="=8+1", G8="#N/A"),
           [("hk1.xlsx", "F8", "FORMULA_UNCOMPUTED"), ("hk1.xlsx", "G8", "CELL_ERROR")])
    vector("old-fonts", "A name for a TCVN3 font, one for a VNI font.",
           put(1, D8="NguyÔn H÷u B¶o An", D9="Ñaëng Ngoïc Khaùnh AÂn"),
           [("hk1.xlsx", "D8", "LEGACY_TEXT"), ("hk1.xlsx", "D9", "LEGACY_TEXT")])
    vector("gender", "A gender that is neither.", put(2, X6="Giới tính", X8="Nữ", X9="N"),
           [("hk2.xlsx", "X9", "GENDER_UNREADABLE")])
    vector("unknown-table", "A table of another kind between the workbooks, and a primary school's.", same,
           [("khac.xlsx", "DS", "sheet", "HEADER_MISSING"), ("lop1.xlsx", "1A", "sheet", "PRIMARY_UNSUPPORTED"),
            ("bang.csv", "bang", "sheet", "LAYOUT_ELSEWHERE")],
           beside={
               "khac.xlsx": {"DS": table([], ["STT", "Họ và tên", "Địa chỉ"], [[1, "Lê Văn An", "Huế"]])},
               "lop1.xlsx": {"1A": table([], "STT | Lớp | Mã định danh Bộ GD&ĐT | Họ và tên | Ngày sinh | Mức đạt được GK".split(" | "), [])},
               "bang.csv": "Ngành;MSSV;Số hiệu;Họ và Tên\nToán;01;B 01;Lê Văn An\n",
           }, clause="domain 6.1")
    vector("pupil-list", "A list of pupils that agrees; it tells gender and place of birth.", same, [], records=3,
           beside={"danh_sach.xlsx": listed(rows)}, clause="domain 6.1 A")
    others = copy.deepcopy(rows)
    others[0]["Họ và tên"], others[1]["Ngày sinh"] = "Nguyễn Hữu Bảo Ân", "18/11/2014"
    others[2]["Mã học sinh"] = "0000000001"
    made = listed(others)
    made["DS"][6, 7] = "Chuyển đi"
    made["DS"][7, 5] = "Nam giới"
    vector("pupil-list-differs", "Name, date of birth and state differ; one pupil only here, one only there.", same,
           [("danh_sach.xlsx", "DS", "E7", "GENDER_UNREADABLE"),
            *[(f, "D8", "LIST_CONTRADICTS") for f in ("hk1.xlsx", "hk2.xlsx")],
            *[(f, "E9", "LIST_CONTRADICTS") for f in ("hk1.xlsx", "hk2.xlsx")],
            ("hk2.xlsx", "B9", "LIST_CONTRADICTS"),
            *[(f, "B10", "PUPIL_NOT_LISTED") for f in ("hk1.xlsx", "hk2.xlsx")]],
           beside={"danh_sach.xlsx": made}, clause="domain 6.1 A")
    twice = copy.deepcopy(rows) + [dict(rows[0], **{"Mã học sinh": "0000000001", "Họ và tên": "Lê Thị Thêm"}), rows[1]]
    vector("pupil-list-longer", "A pupil who attends has no marks; another stands twice.", same,
           [("danh_sach.xlsx", "DS", "B8", "PUPIL_WITHOUT_MARKS"), ("danh_sach.xlsx", "DS", "B9", "PUPIL_TWICE")],
           beside={"danh_sach.xlsx": listed(twice)}, clause="domain 6.1 A")
    vector("mark-sheets", "Mark sheets that agree; their remarks are taken.", same, [], records=3,
           beside={"toan.xlsx": marked(rows), "gdtc.xlsx": commented(rows)}, clause="domain 6.1 C")
    wrong = marked(rows)
    wrong["Toan"] |= {(5, 8): "9,9", (6, 5): "8", (7, 2): "0000000002"}
    vector("mark-sheets-differ", "An average that the marks do not give, too few marks, an unknown pupil, another result.",
           same,
           [("toan.xlsx", "Toan", "H5", "AVERAGE_CONTRADICTS"), ("toan.xlsx", "Toan", "E6", "REGULAR_MARKS_COUNT"),
            ("toan.xlsx", "Toan", "B7", "PUPIL_NOT_IN_SUMMARY"), ("toan.xlsx", "Toan", "sheet", "PUPIL_NOT_GRADED"), ("gdtc.xlsx", "GDTC", "F5", "SUMMARY_CONTRADICTS")],
           beside={"toan.xlsx": wrong, "gdtc.xlsx": commented([dict(rows[0], GDTC="CĐ"), *rows[1:]])}, clause="domain 6.1 C")
    fewer = marked(rows)
    for column in range(1, 11):
        fewer["Toan"].pop((7, column))
    vector("mark-sheet-shorter", "A mark sheet lacks a pupil who has a mark.", same,
           [("toan.xlsx", "Toan", "sheet", "PUPIL_NOT_GRADED")], beside={"toan.xlsx": fewer}, clause="domain 6.1 C")
    vector("nameless-column", "A subject's column has lost its header.", drop_cells(1, "F6", "F7"),
           [("hk1.xlsx", "F6", "COLUMN_NAMELESS"), ("hk1.xlsx", "sheet", "COLUMN_MISSING")])
    nameless = marked(rows)
    nameless["Toan"][1, 1] = "BẢNG ĐIỂM LỚP 6A"
    nameless["X"] = nameless.pop("Toan")
    vector("mark-sheet-nameless", "A mark sheet that names no subject.", same,
           [("toan.xlsx", "X", "sheet", "SUBJECT_MISSING")], beside={"toan.xlsx": nameless}, clause="domain 6.1 C")
    vector("mark-sheets-alone", "Mark sheets without a summary.", lambda sheets: {},
           [("toan.xlsx", "Toan", "sheet", "SUMMARY_MISSING")], beside={"toan.xlsx": marked(rows)}, clause="domain 6.1 C")
    vector("separators", "A decimal comma is taken for a separator; a text in an old code page.", same,
           [("danh_sach.csv", "danh_sach", "F2", "OUTSIDE_TABLE"), ("cu.csv", "*", "TEXT_ENCODING")],
           beside={
               "danh_sach.csv": "Mã học sinh,Họ tên,Ngày sinh,Tên cha,Lớp học\n"
                                + "".join(f"{r['Mã học sinh']},{r['Họ và tên']},{r['Ngày sinh']},Lê Văn Cha,6A{',x' if i == 0 else ''}\n"
                                          for i, r in enumerate(rows)),
               "cu.csv": b"M\xb7;H\xe4 v\xb5 t\xaan\n",
           }, clause="domain 6.1")
    vector("upper-secondary", "Grade 10: compulsory subjects and four electives of each pupil's own.",
           lambda sheets: upper(), [], settings=UPPER_SETTINGS, records=3, clause="domain 3.3")
    def one_less(sheets):
        for semester in (1, 2):
            sheets[semester]["10A"].pop((9, 14))
    vector("electives", "A pupil with three electives.", lambda sheets: upper(one_less),
           [("hk1.xlsx", "10A", "B9", "ELECTIVES_COUNT"), ("hk2.xlsx", "10A", "B9", "ELECTIVES_COUNT")],
           settings=UPPER_SETTINGS, clause="domain 3.3")


# -- the plain layouts of our own -------------------------------------------------------------------------

def plain(path, sheets):
    """Tables with their header in the first row."""
    save_xlsx(path, {name: table([], header, rows, first_row=1) for name, (header, rows) in sheets.items()}, titled=False)


def whole_transcripts():
    """Two pupils of lower secondary school, four years each."""
    chance = random.Random(58_2011)
    students, history, years, marks = [], [], [], []
    full = ["Toán", "Lịch sử và Địa lí", "Khoa học tự nhiên", "Tin học", "Ngữ văn", "Ngoại ngữ 1", "Giáo dục công dân",
            "Công nghệ", "Giáo dục thể chất", "Nghệ thuật", "Nội dung giáo dục của địa phương",
            "Hoạt động trải nghiệm, hướng nghiệp"]
    short = dict(zip(full, MARKED + COMMENTED))
    for number, (name, birth) in enumerate([("Nguyễn Phước Gia Hân", "12/04/2011"), ("Trần Đình Khôi", "30/09/2011")], 1):
        code = f"{number * 53 + 4700011:010d}"
        students.append({
            "Mã học sinh": code, "Họ và tên": name, "Ngày sinh": birth, "Giới tính": ["Nữ", "Nam"][number - 1],
            "Nơi sinh": "Thành phố Huế", "Cấp học": "THCS", "Dân tộc": "Kinh", "Quốc tịch": "Việt Nam",
            "Quê quán": "Phường Vỹ Dạ, thành phố Huế", "Chỗ ở hiện nay": "Phường An Cựu, thành phố Huế",
            "Tên cha": "Nguyễn Văn Mẫu", "Nghề nghiệp cha": "Công nhân", "Tên mẹ": "Lê Thị Mẫu", "Nghề nghiệp mẹ": "Giáo viên",
            "Số đăng bộ": f"0{number}12/THCS", "Ngày lập học bạ": "05/09/2022", "Nơi lập học bạ": "Huế",
            "Người lập học bạ": "Nguyễn Khoa Diệu Huyền", "Chức vụ người lập": "HIỆU TRƯỞNG",
        })
        for grade in range(6, 10):
            year, room = f"{2016 + grade}-{2017 + grade}", f"{grade}A"
            history.append([code, year, room, "Trường THCS Mẫu", "Phường An Cựu", "Thành phố Huế"])
            values = [{s: f"{8 + chance.randint(0, 1)}.{chance.randint(0, 9)}" for s in MARKED} for _ in range(2)]
            for semester in values:
                semester |= {s: "Đ" for s in COMMENTED}
            of_year = {s: year_mark(values[0][s], values[1][s]) for s in MARKED} | {s: "Đ" for s in COMMENTED}
            years.append({
                "Mã học sinh": code, "Năm học": year, "Khối": grade, "Lớp": room, "Giáo viên chủ nhiệm": "Đặng Thị Mỹ Hằng",
                "Quy định": "TT 22/2021", "RL HKI": "Tốt", "RL HKII": "Tốt", "HT cả năm": learning(of_year),
                "Nghỉ có phép HKI": chance.randint(0, 3), "Nghỉ không phép HKI": 0, "Nghỉ có phép HKII": 1,
                "Nghỉ không phép HKII": 0, "Nhận xét của GVCN": "Chăm ngoan, tiến bộ.",
            })
            for subject in full:
                key = short[subject]
                first, second, whole = (v[key].replace(".", ",") for v in (*values, of_year))
                remark = "Nắm vững kiến thức." if subject == "Toán" else ""
                marks.append([code, year, subject, first, second, whole, "", remark, "Lê Thị Bảo Trân"])
    year_header = list(dict.fromkeys(key for row in years for key in row))
    return {
        "Học sinh": (list(students[0]), students),
        "Quá trình": (["Mã học sinh", "Năm học", "Lớp", "Trường", "Xã/phường", "Tỉnh/thành phố"], history),
        "Năm học": (year_header, years),
        "Điểm": (["Mã học sinh", "Năm học", "Môn học", "HKI", "HKII", "Cả năm", "Đánh giá lại", "Nhận xét", "Giáo viên"], marks),
    }


SCALE = [("A", "8.5", "4"), ("B+", "7.8", "3.5"), ("B", "7", "3"), ("C+", "6.3", "2.5"), ("C", "5.5", "2"),
         ("D+", "4.8", "1.5"), ("D", "4", "1"), ("F", "0", "0")]


def university():
    """Two students with eight courses each, and the averages that follow."""
    names = [("MAT101", "Giải tích 1", "Calculus 1", 4), ("MAT102", "Đại số tuyến tính", "Linear Algebra", 3),
             ("PHI101", "Triết học Mác – Lênin", "Marxist–Leninist Philosophy", 3), ("ENG101", "Tiếng Anh 1", "English 1", 3),
             ("INF101", "Nhập môn lập trình", "Introduction to Programming", 4), ("STA201", "Xác suất thống kê", "Probability and Statistics", 3),
             ("MAT301", "Giải tích hàm", "Functional Analysis", 3), ("PED101", "Giáo dục thể chất 1", "Physical Education 1", 1)]
    students, courses = [], []
    for number, (name, birth, shift) in enumerate([("Nguyễn Hoàng Bảo Ngọc", "05/03/2004", 0), ("Lê Văn Thành", "17/08/2004", 1)], 1):
        code = f"22T1010{number:03d}"
        points = tens = credits = Decimal(0)
        for index, (course, vi, en, weight) in enumerate(names):
            mark = Decimal(95 - (index * 7 + shift * 5) % 40) / 10
            letter, four = next((letter, four) for letter, lowest, four in SCALE if mark >= Decimal(lowest))
            excluded = course == "PED101"
            courses.append([code, course, vi, en, weight, str(mark).replace(".", ","), letter, four.replace(".", ","),
                            f"HK{index // 4 + 1} 2022-2023", "", "Có" if excluded else ""])
            if not excluded:
                points, tens, credits = points + Decimal(four) * weight, tens + mark * weight, credits + weight
        rounded = lambda value: str((value / credits).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))
        average = rounded(points)
        title = next(name for name, lowest in CLASSES if Decimal(average) >= Decimal(lowest))
        students.append({
            "Mã số sinh viên": code, "Họ và tên": name, "Ngày sinh": birth, "Nơi sinh": "Thành phố Huế",
            "Giới tính": ["Nữ", "Nam"][number - 1], "Ngành": "Toán học", "Ngành (tiếng Anh)": "Mathematics", "Mã ngành": "7460101",
            "Trình độ": "Đại học", "Trình độ (tiếng Anh)": "Bachelor", "Hình thức đào tạo": "Chính quy",
            "Hình thức đào tạo (tiếng Anh)": "Full-time", "Thời gian đào tạo (năm)": 4, "Khóa": "2022-2026",
            "Tổng tín chỉ": int(credits), "ĐTB hệ 10": rounded(tens).replace(".", ","), "ĐTB hệ 4": average.replace(".", ","),
            "Xếp loại": title,
        })
    return {
        "Sinh viên": (list(students[0]), students),
        "Học phần": (["Mã số sinh viên", "Mã học phần", "Tên học phần", "Tên học phần (tiếng Anh)", "Số tín chỉ", "Điểm hệ 10",
                      "Điểm chữ", "Điểm hệ 4", "Học kỳ", "Công nhận từ", "Không tính"], courses),
    }


CLASSES = [("Xuất sắc", "3.6"), ("Giỏi", "3.2"), ("Khá", "2.5"), ("Trung bình", "2")]


def plain_samples():
    plain(OFFICE / "hoc_ba_mau.xlsx", whole_transcripts())
    plain(OFFICE / "bang_diem_dai_hoc_mau.xlsx", university())
    plain(OFFICE / "de_nghi_ban_sao_mau.xlsx", {"Đề nghị": (
        ["Mã hồ sơ", "Số hiệu", "Số vào sổ gốc", "Họ và tên chủ văn bằng", "Ngày sinh", "Người yêu cầu", "Số lượng bản giấy"],
        [["HS-0001", "B 0000012", "001/THPT/2026", "Nguyễn Hoàng Bảo Ngọc", "05/03/2008", "", 0],
         ["HS-0002", "", "002/THPT/2026", "Tôn Nữ Thục Quyên", "17/11/2008", "Tôn Thất Cha", 2]],
    )})


def main():
    data = invent()
    for semester in (1, 2):
        sheets = sheets_of(semester, data)
        save_xlsx(OFFICE / f"so_diem_tong_ket_khoi_6_hk{semester}.xlsx", sheets)
        save_xls(VECTORS / f"so_diem_tong_ket_khoi_6_hk{semester}.xls", sheets)
    plain_samples()
    vectors()
    more_vectors()


if __name__ == "__main__":
    main()
