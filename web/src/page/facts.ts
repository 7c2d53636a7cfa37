// Claims as people read them: labels, dates, names of kinds, and the table of marks.

import { KEY, type Claims } from "../protocol/claims.ts";
import { dateText, pick, type Lang, type Phrase } from "./lang.ts";

export interface Facts {
  rows: { label: string; value: string }[];
  /** Subjects with their marks: a heading row, then one row each. */
  marks: { head: string[]; rows: string[][] } | null;
}

const LABELS = new Map<number, Phrase>([
  [KEY.kind, ["Loại văn bản", "Kind of document"]],
  [KEY.name, ["Họ và tên", "Full name"]],
  [KEY.born, ["Ngày sinh", "Date of birth"]],
  [KEY.diploma, ["Văn bằng, chứng chỉ", "Diploma or certificate"]],
  [KEY.serial, ["Số hiệu", "Serial number"]],
  [KEY.register, ["Số vào sổ gốc", "Register number"]],
  [KEY.graduated, ["Năm tốt nghiệp", "Graduation year"]],
  [KEY.classification, ["Xếp loại", "Classification"]],
  [KEY.issued, ["Ngày cấp bản này", "Issued on"]],
  [KEY.copyRegister, ["Số vào sổ cấp bản sao", "Copy register number"]],
  [KEY.school, ["Trường", "School"]],
  [KEY.schoolYear, ["Năm học", "School year"]],
  [KEY.class, ["Lớp", "Class"]],
  [KEY.grade, ["Khối", "Grade"]],
  [KEY.learning, ["Kết quả học tập (kỳ I, kỳ II, cả năm)", "Learning result (term I, term II, year)"]],
  [KEY.conduct, ["Kết quả rèn luyện (kỳ I, kỳ II, cả năm)", "Conduct result (term I, term II, year)"]],
  [KEY.promotion, ["Lên lớp", "Promotion"]],
]);
export const KINDS: Record<number, Phrase> = {
  1: ["học bạ THCS, một năm học", "lower secondary transcript of one year"],
  2: ["học bạ THPT, một năm học", "upper secondary transcript of one year"],
  3: ["học bạ tiểu học, một năm học", "primary transcript of one year"],
  4: ["học bạ", "school transcript"],
  5: ["bảng điểm đại học", "university transcript"],
  6: ["phụ lục văn bằng", "diploma supplement"],
  16: ["bản sao từ sổ gốc", "certified copy from the register"],
  17: ["văn bằng số", "digital diploma"],
};
const DIPLOMAS: Record<number, Phrase> = {
  1: ["bằng tốt nghiệp trung học cơ sở", "lower secondary diploma"],
  2: ["bằng tốt nghiệp bổ túc trung học cơ sở", "supplementary lower secondary diploma"],
  3: ["bằng tốt nghiệp trung học phổ thông", "upper secondary diploma"],
  4: ["bằng tốt nghiệp bổ túc trung học phổ thông", "supplementary upper secondary diploma"],
  5: ["bằng tốt nghiệp trung học nghề", "vocational secondary diploma"],
  6: ["bằng tốt nghiệp trung cấp", "intermediate diploma"],
  7: ["bằng tốt nghiệp cao đẳng", "college diploma"],
  8: ["bằng cử nhân", "bachelor's degree"],
  9: ["bằng thạc sĩ", "master's degree"],
  10: ["bằng tiến sĩ", "doctoral degree"],
  11: ["văn bằng chuyên môn đặc thù", "specialised degree"],
  12: ["chứng chỉ", "certificate"],
  13: ["giấy chứng nhận hoàn thành", "certificate of completion"],
};
const PROMOTIONS: Record<number, Phrase> = {
  1: ["được lên lớp", "promoted"],
  2: ["được lên lớp sau đánh giá lại", "promoted after reassessment"],
  3: ["không được lên lớp", "not promoted"],
};
const MARKS: Phrase[] = [
  ["Môn học", "Subject"],
  ["Kỳ I", "Term I"],
  ["Kỳ II", "Term II"],
  ["Cả năm", "Year"],
  ["Đánh giá lại", "Reassessed"],
];
const NUMBERED: [number, Record<number, Phrase>][] = [
  [KEY.kind, KINDS],
  [KEY.diploma, DIPLOMAS],
  [KEY.promotion, PROMOTIONS],
];

export function factsOf(claims: Claims, lang: Lang): Facts {
  const rows: Facts["rows"] = [];
  for (const [key, label] of LABELS) {
    const value = claims.get(key);
    if (value !== undefined) rows.push({ label: pick(lang, label), value: shown(key, value, lang) });
  }
  const subjects = claims.get(KEY.subjects);
  if (!Array.isArray(subjects)) return { rows, marks: null };
  const table = subjects.map((row) => (Array.isArray(row) ? row.map(String) : []));
  return { rows, marks: { head: MARKS.map((phrase) => pick(lang, phrase)), rows: table } };
}

export function kindText(kind: number, lang: Lang): string {
  const phrase = KINDS[kind];
  return phrase === undefined ? String(kind) : pick(lang, phrase);
}

function shown(key: number, value: unknown, lang: Lang): string {
  if (Array.isArray(value)) return value.map((one) => (one === "" ? "–" : String(one))).join(" · ");
  if (typeof value !== "number") return String(value);
  const names = NUMBERED.find(([numbered]) => numbered === key)?.[1];
  const phrase = names?.[value];
  if (phrase !== undefined) return pick(lang, phrase);
  return key === KEY.born || key === KEY.issued ? dateText(value) : String(value);
}
