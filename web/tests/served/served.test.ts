// Codes and files of a real office, in a real browser, over the real service that the office published to, and over
// services whose databases somebody has rewritten. tests/browser.rs makes all of it and says where it is.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import type { Page } from "playwright-core";
import { answerOf, open, type Opened, type Shown } from "../browser/browser.ts";
import { looksRight, picture, SCREENS } from "../browser/looks.ts";
import { LIES } from "./lies.ts";
import { Proxy } from "./proxy.ts";

/** The machine may be at work on other tests. */
const PATIENCE_MS = 120_000;
const SCHOOL = "Trường THCS Mẫu";

type Other = "copied" | "envelopes" | "manifest" | "status" | "emptied" | "lost";
type Paper = "genuine" | "other" | "withdrawn" | "superseded" | "copy";
type File = "genuine" | "withdrawn" | "superseded" | "unpublished" | "forged" | "stranger" | "no_pdf";

interface Told {
  host: string;
  /** Addresses of services. */
  truth: string;
  others: Record<Other, string>;
  papers: Record<Paper, { code: string; name: string }>;
  files: Record<File, string>;
}

const told = JSON.parse(readFileSync(process.env["VANBANG_SERVED"] ?? "", "utf8")) as Told;
const { host, papers, files } = told;
const proxy = new Proxy(told.truth);
let opened: Opened;

before(async () => {
  await proxy.start(host);
  opened = await open({ port: proxy.port, ...SCREENS.phone });
  opened.context.setDefaultTimeout(PATIENCE_MS);
});
after(async () => {
  await opened?.close();
  await proxy.stop();
});
beforeEach(() => {
  proxy.target = told.truth;
  proxy.isDead = false;
  proxy.rewrite = () => null;
});

/** A page in a browser that was never here. */
async function fresh(own: Opened = opened): Promise<Page> {
  const page = await own.context.newPage();
  const client = await own.context.newCDPSession(page);
  await client.send("Storage.clearDataForOrigin", { origin: `https://${host}`, storageTypes: "all" });
  await client.detach();
  return page;
}

async function scan(code: string): Promise<Shown> {
  const page = await fresh();
  const shown = await opens(page, code);
  await page.close();
  return shown;
}

async function opens(page: Page, code: string): Promise<Shown> {
  await page.goto("about:blank");
  await page.goto(code);
  const shown = await answerOf(page, PATIENCE_MS);
  assert.equal(new URL(page.url()).hash, "", "the fragment has left the address bar");
  return shown;
}

async function drop(page: Page, file: string): Promise<Shown> {
  await page.goto(`https://${host}/`);
  const buffer = readFileSync(file);
  await page.locator("#file").setInputFiles({ name: basename(file), mimeType: "application/pdf", buffer });
  return answerOf(page, PATIENCE_MS);
}

/** It says this, is not green, and shows nobody's facts. */
function tells(shown: Shown, tone: string, sentence: RegExp): void {
  assert.match(shown.sentence, sentence);
  assert.equal(shown.tone, tone, shown.sentence);
  if (tone !== "good") for (const { name } of Object.values(papers)) assert.ok(!shown.text.includes(name), shown.text);
}

const changed = (code: string) => code.slice(0, -1) + (code.endsWith("1") ? "2" : "1");

test("a genuine code opens to the facts of its person", async () => {
  const { code, name } = papers.genuine;
  const shown = await scan(code);
  tells(shown, "good", new RegExp(`^Nội dung dưới đây do ${SCHOOL} ký số và còn hiệu lực tính đến .* Hãy so sánh từng mục với tờ giấy\\.$`));
  assert.ok(shown.text.includes(name) && shown.text.includes("8,6"), shown.text);
  assert.ok(shown.text.includes("dấu thời gian tin cậy"), shown.text);
  assert.ok(!shown.text.includes(papers.other.name));
  proxy.log.length = 0;
  const copy = await scan(papers.copy.code);
  assert.equal(copy.tone, "good", copy.sentence);
  assert.ok(copy.text.includes(papers.copy.name), copy.text);
  assert.ok(!proxy.log.some((line) => line.includes("/api/v1/codes/")), "a code with its facts in it is not looked up");
});

test("a changed fragment", async () => {
  tells(await scan(changed(papers.genuine.code)), "doubt", /^Mã này không mở được dữ liệu tại .*: coi như chưa xác minh\./);
  tells(await scan(changed(papers.copy.code)), "bad", new RegExp(`không có trong danh sách mà ${SCHOOL}.* đã ký số: không hợp lệ|[Kk]hông hợp lệ`));
  tells(await scan(papers.genuine.code.slice(0, -3)), "none", /đây không phải mã văn bằng/);
});

test("a code of a foreign host is named, and nothing is asked of it", async () => {
  const page = await fresh();
  await page.goto(`https://${host}/`);
  await page.locator("summary").click();
  await page.locator("#typed").fill(papers.genuine.code.toLowerCase().replace(host, "vb.gia-mao.example"));
  await page.locator("form button").click();
  tells(await answerOf(page, PATIENCE_MS), "doubt", /^Địa chỉ vb\.gia-mao\.example trong mã không thuộc đơn vị nào trong danh bạ\. Không mở địa chỉ này\. Chưa xác minh\.$/);
  assert.ok(proxy.log.every((line) => line.startsWith(`${host} `)), proxy.log.join("\n"));
  await page.close();
});

test("withdrawn and superseded", async () => {
  const withdrawn = await scan(papers.withdrawn.code);
  assert.deepEqual([withdrawn.tone, /thu hồi ngày 01\/06\/2026\.$/.test(withdrawn.sentence)], ["bad", true], withdrawn.sentence);
  const superseded = await scan(papers.superseded.code);
  assert.equal(superseded.tone, "doubt");
  assert.match(superseded.sentence, /thay bằng bản mới ngày \d\d\/\d\d\/2026\. Hãy yêu cầu bản mới\.$/);
});

test("a dead server, and one that has lost its database", async () => {
  const page = await fresh();
  await opens(page, papers.genuine.code);
  proxy.isDead = true;
  tells(await opens(page, papers.other.code), "none", /không liên lạc được máy chủ; đừng kết luận gì về tờ giấy/);
  tells(await drop(page, files.genuine), "none", /không liên lạc được máy chủ/);
  proxy.isDead = false;
  proxy.target = told.others.lost;
  tells(await opens(page, papers.other.code), "none", /không liên lạc được máy chủ; đừng kết luận gì về tờ giấy/);
  tells(await drop(page, files.genuine), "neutral", /^Tệp đúng là bản gốc do .* phát hành\. Không biết đã bị thu hồi hay thay thế chưa\.$/);
  await page.close();
});

test("a database that somebody has rewritten withholds, and nothing more", async () => {
  const lies: [Other, Paper, string, RegExp][] = [
    ["envelopes", "genuine", "none", /dữ liệu mà máy chủ gửi không khớp/],
    ["manifest", "genuine", "none", /danh sách mà máy chủ gửi không do đơn vị nào/],
    ["emptied", "genuine", "none", /máy chủ không có mã này/],
  ];
  for (const [lie, paper, tone, sentence] of lies) {
    proxy.target = told.others[lie];
    tells(await scan(papers[paper].code), tone, sentence);
  }
  proxy.target = told.others.copied;
  assert.equal((await scan(papers.genuine.code)).tone, "good", "the same data, unchanged");
  // what was withdrawn stays so for nobody, but nobody is told that it is in force either
  proxy.target = told.others.status;
  for (const paper of ["withdrawn", "genuine"] as const) {
    const shown = await scan(papers[paper].code);
    assert.equal(shown.tone, "doubt", shown.sentence);
    assert.match(shown.sentence, /Không biết còn hiệu lực hay không/);
  }
});

test("an answer that somebody rewrites on its way is caught, each in its own words", async () => {
  const sentences = new Map<string, string>();
  for (const { what, rewrite, shows, tone, sentence } of LIES) {
    proxy.rewrite = rewrite;
    const page = await fresh();
    const shown = shows === "file" ? await drop(page, files.genuine) : await opens(page, papers[shows].code);
    await page.close();
    assert.match(shown.sentence, sentence, what);
    assert.equal(shown.tone, tone, `${what}: ${shown.sentence}`);
    assert.equal(sentences.get(shown.sentence), undefined, `${what}: ${shown.sentence}`);
    sentences.set(shown.sentence, what);
  }
  proxy.rewrite = () => null;
  assert.equal((await scan(papers.genuine.code)).tone, "good", "left alone");
});

test("what a server says without proof is never believed", async () => {
  const hints = JSON.stringify({ org: "thcs-khac.hue", batch: "00".repeat(8), manifest: "00".repeat(32), list: 1, kind: 99 });
  proxy.rewrite = (path, body) => {
    if (!path.startsWith("/api/v1/codes/")) return null;
    return { status: 200, body: Buffer.from(JSON.stringify({ ...JSON.parse(body.toString()), ...JSON.parse(hints) })) };
  };
  const shown = await scan(papers.genuine.code);
  tells(shown, "good", new RegExp(SCHOOL));
  assert.ok(!shown.text.includes("thcs-khac"), shown.text);
});

const FILES: [File, string, RegExp][] = [
  ["genuine", "good", new RegExp(`^Tệp đúng là bản gốc do ${SCHOOL} phát hành và còn hiệu lực`)],
  ["unpublished", "neutral", new RegExp(`^Tệp đúng là bản gốc do ${SCHOOL} phát hành\\. Không biết đã bị thu hồi hay thay thế chưa\\.$`)],
  ["withdrawn", "bad", new RegExp(`^Văn bản này đã bị ${SCHOOL} thu hồi\\.$`)],
  ["superseded", "doubt", new RegExp(`^Văn bản này đã được ${SCHOOL} thay bằng bản mới\\.`)],
  ["forged", "bad", /^Tệp không hợp lệ: .*thay đổi sau/],
  ["stranger", "bad", /^Tệp không hợp lệ: .*con dấu/i],
  ["no_pdf", "none", /^Chưa kiểm tra được tệp: Đây không phải tệp PDF/],
];

test("PDF files", async () => {
  const page = await fresh();
  const sentences = new Set<string>();
  for (const [file, tone, sentence] of FILES) {
    const shown = await drop(page, files[file]);
    tells(shown, tone, sentence);
    sentences.add(shown.sentence);
  }
  assert.equal(sentences.size, FILES.length, "each has its own sentence");
  // by somebody else, and never changed since
  const { text } = await drop(page, files.stranger);
  assert.match(text, /Toàn vẹn\s+Đạt[^]*Chữ ký\s+Không đạt[^]*Giáo viên chủ nhiệm/);
  await page.close();
});

test("all of this asked nobody else, and broke no policy", () => {
  assert.deepEqual(opened.complaints, []);
  const others = opened.requests.filter((url) => !url.startsWith(`https://${host}/`) && !/^(about|blob):/.test(url));
  assert.deepEqual(others, []);
});

test("answers on a phone and on a desk: nothing is cut off, axe finds nothing", async () => {
  for (const screen of ["phone", "desktop"] as const) {
    const own = await open({ port: proxy.port, ...SCREENS[screen], bypassesPolicy: true });
    own.context.setDefaultTimeout(PATIENCE_MS);
    try {
      for (const [file] of FILES) {
        const page = await fresh(own);
        await drop(page, files[file]);
        await looksRight(page, `${screen} ${file}`);
        if (!["unpublished", "superseded"].includes(file)) await picture(page, `${screen}-file-${file.replace("_", "-")}`);
        await page.close();
      }
      for (const paper of ["genuine", "withdrawn", "superseded", "copy"] as const) {
        const page = await fresh(own);
        await opens(page, papers[paper].code);
        await looksRight(page, `${screen} ${paper}`);
        if (paper === "genuine") await picture(page, `${screen}-code-genuine`);
        await page.close();
      }
    } finally {
      await own.close();
    }
  }
});
