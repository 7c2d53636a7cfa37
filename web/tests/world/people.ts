// Made-up graduates, and the claims of a certified copy and of a year's transcript.

import type { Facts } from "./batch.ts";
import type { Item } from "./cbor.ts";

export const NAMES = [
  "Nguyễn Hữu Thiện Mỹ",
  "Công Tằng Tôn Nữ Nguyễn Hoàng Thị Bảo Ngọc Quỳnh Anh",
  "Lê Văn Đức",
  "Ngô Thị Ý Nhi",
  "Đặng Hữu Phước",
  "Hồ Ngọc Ánh",
  "Bùi Xuân Hạnh",
  "Trần Quốc Toản",
  "Phạm Thị Mỹ Duyên",
  "Huỳnh Như",
];

export function copyOf(name: string, i: number): Facts {
  const claims = new Map<number, Item>([
    [1, 16],
    [2, 1],
    [3, name],
    [4, 20051231],
    [5, `A 0123456${i}`],
    [6, `017${i}/TC/2023`],
    [7, 2023],
    [8, "Trung bình khá"],
    [9, 20261121],
    [10, `1${i}/BS/2026`],
    [12, 3],
  ]);
  return { name, claims };
}

export function yearOf(name: string): Facts {
  const marks: Item[] = [
    ["Ngữ văn", "7,5", "8,0", "7,8", ""],
    ["Toán", "8,2", "8,6", "8,5", ""],
    ["Ngoại ngữ 1 (Tiếng Anh)", "6,4", "4,8", "5,3", "6,0"],
    ["Giáo dục thể chất", "Đ", "Đ", "Đ", ""],
  ];
  const claims = new Map<number, Item>([
    [1, 1],
    [2, 1],
    [3, name],
    [4, 20120300],
    [9, 20260531],
    [20, "2025-2026"],
    [21, "7A2"],
    [22, 7],
    [23, marks],
    [24, ["Khá", "Tốt", "Tốt"]],
    [25, ["Tốt", "Tốt", "Tốt"]],
    [26, 1],
  ]);
  return { name, claims };
}
