// Claims as people read them: labels, dates, names of choices, and tables of marks.

import { kindOf, SHAPES, type Claims } from "../protocol/claims.ts";
import { dateText, pick, type Lang, type Phrase } from "./lang.ts";

export interface Table {
  caption: string;
  head: string[];
  rows: string[][];
}

export interface Facts {
  rows: { label: string; value: string }[];
  tables: Table[];
}

const LABELS: Record<number, Phrase> = {
  3: ["Họ và tên", "Full name"],
  4: ["Ngày sinh", "Date of birth"],
  5: ["Số hiệu", "Serial number"],
  6: ["Số vào sổ gốc", "Register number"],
  7: ["Năm tốt nghiệp", "Graduation year"],
  8: ["Xếp loại", "Classification"],
  9: ["Ngày cấp bản này", "Issued on"],
  10: ["Số vào sổ cấp bản sao", "Copy register number"],
  11: ["Trường", "School"],
  12: ["Văn bằng, chứng chỉ", "Diploma or certificate"],
  13: ["Cấp học", "Stage"],
  20: ["Năm học", "School year"],
  21: ["Lớp", "Class"],
  22: ["Khối", "Grade"],
  23: ["Điểm từng môn", "Marks by subject"],
  24: ["Kết quả học tập", "Learning result"],
  25: ["Kết quả rèn luyện", "Conduct"],
  26: ["Lên lớp", "Promotion"],
  27: ["Các năm học", "School years"],
  28: ["Điểm từng môn theo năm", "Marks by subject and year"],
  29: ["Kết quả học tập theo năm", "Learning result by year"],
  30: ["Kết quả rèn luyện theo năm", "Conduct by year"],
  31: ["Hoàn thành chương trình", "Programme completed"],
  40: ["Ngành", "Major"],
  41: ["Trình độ", "Level"],
  42: ["Hình thức đào tạo", "Mode of study"],
  43: ["Học phần", "Courses"],
  44: ["Tổng số tín chỉ tích lũy", "Credits earned"],
  45: ["Điểm trung bình hệ 10", "Average of 10"],
  46: ["Điểm trung bình hệ 4", "Average of 4"],
  47: ["Số bảng điểm", "Transcript number"],
};
const KINDS: Record<number, Phrase> = {
  1: ["học bạ trung học cơ sở (một năm học)", "lower secondary transcript (one school year)"],
  2: ["học bạ trung học phổ thông (một năm học)", "upper secondary transcript (one school year)"],
  3: ["học bạ tiểu học (một năm học)", "primary school transcript (one school year)"],
  4: ["học bạ trung học (cả cấp học)", "secondary school transcript (all years)"],
  5: ["bảng điểm đại học", "university transcript"],
  6: ["phụ lục văn bằng", "diploma supplement"],
  16: ["bản sao văn bằng từ sổ gốc", "copy of a diploma from the register"],
  17: ["văn bằng số", "digital diploma"],
};
/** Key → the names of its choices, from 1. */
const CHOICES: Record<number, Phrase[]> = {
  12: [
    ["bằng tốt nghiệp trung học cơ sở", "lower secondary diploma"],
    ["bằng tốt nghiệp bổ túc trung học cơ sở", "continuing lower secondary diploma"],
    ["bằng tốt nghiệp trung học phổ thông", "upper secondary diploma"],
    ["bằng tốt nghiệp bổ túc trung học phổ thông", "continuing upper secondary diploma"],
    ["bằng tốt nghiệp trung học nghề", "vocational secondary diploma"],
    ["bằng tốt nghiệp trung cấp", "intermediate diploma"],
    ["bằng tốt nghiệp cao đẳng", "college diploma"],
    ["bằng cử nhân", "bachelor's degree"],
    ["bằng thạc sĩ", "master's degree"],
    ["bằng tiến sĩ", "doctor's degree"],
    ["văn bằng chuyên khoa đặc thù", "specialised diploma"],
    ["chứng chỉ", "certificate"],
    ["giấy chứng nhận hoàn thành chương trình giáo dục phổ thông", "certificate of completion of general education"],
  ],
  13: [
    ["trung học cơ sở", "lower secondary"],
    ["trung học phổ thông", "upper secondary"],
  ],
  26: [
    ["được lên lớp", "promoted"],
    ["được lên lớp sau đánh giá lại", "promoted after reassessment"],
    ["không được lên lớp", "not promoted"],
  ],
  31: [
    ["hoàn thành", "completed"],
    ["không hoàn thành", "not completed"],
  ],
};
const KIND: Phrase = ["Loại văn bản", "Kind of document"];
const SUBJECT: Phrase = ["Môn học", "Subject"];
const SCHOOL_YEAR: Phrase = ["Năm học", "School year"];
const RESULTS: Phrase[] = [
  ["Kỳ I", "Term I"],
  ["Kỳ II", "Term II"],
  ["Cả năm", "Year"],
];
const REASSESSED: Phrase = ["Đánh giá lại", "Reassessed"];
const COLUMNS: Record<number, Phrase[]> = {
  23: [SUBJECT, ...RESULTS, REASSESSED],
  24: RESULTS,
  25: RESULTS,
  27: [SCHOOL_YEAR, ["Lớp", "Class"], ["Lên lớp", "Promotion"]],
  28: [SCHOOL_YEAR, SUBJECT, ...RESULTS, REASSESSED],
  29: [SCHOOL_YEAR, ...RESULTS, REASSESSED],
  30: [SCHOOL_YEAR, ...RESULTS, REASSESSED],
  43: [["Học phần", "Course"], ["Mã", "Code"], ["Tín chỉ", "Credits"], ["Hệ 10", "Of 10"], ["Điểm chữ", "Letter"], ["Hệ 4", "Of 4"]],
};

export function factsOf(claims: Claims, lang: Lang): Facts {
  const facts: Facts = { rows: [{ label: pick(lang, KIND), value: kindText(kindOf(claims), lang) }], tables: [] };
  for (const [key, shape] of SHAPES) {
    const value = claims.get(key);
    const label = LABELS[key];
    // a text that the paper does not print is nothing to compare
    if (value === undefined || value === "" || label === undefined) continue;
    const head = (COLUMNS[key] ?? []).map((phrase) => pick(lang, phrase));
    if (shape.is === "table" && Array.isArray(value)) {
      const rows = value.map((cells) => (Array.isArray(cells) ? cells.map(String) : []));
      facts.tables.push({ caption: pick(lang, label), head, rows });
    } else {
      const shown = Array.isArray(value) ? rowText(head, value.map(String)) : valueText(key, shape.is, value, lang);
      facts.rows.push({ label: pick(lang, label), value: shown });
    }
  }
  return facts;
}

export function kindText(kind: number, lang: Lang): string {
  const phrase = KINDS[kind];
  return phrase === undefined ? String(kind) : pick(lang, phrase);
}

function rowText(head: string[], cells: string[]): string {
  const named = cells.map((cell, i) => [head[i] ?? "", cell] as const);
  return named.filter(([, cell]) => cell !== "").map(([name, cell]) => `${name}: ${cell}`).join(" · ");
}

function valueText(key: number, shape: string, value: unknown, lang: Lang): string {
  if (typeof value !== "number") return String(value);
  if (shape === "date") return dateText(value);
  const phrase = CHOICES[key]?.[value - 1];
  return phrase === undefined ? String(value) : pick(lang, phrase);
}
