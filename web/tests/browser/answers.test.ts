// Codes and files in a real browser: each case has its own sentence, and only the genuine one is green.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, beforeEach, test } from "node:test";
import { idText, type Bytes } from "../../src/protocol/bytes.ts";
import { fCode, sCode, type Planned } from "../world/batch.ts";
import { HOST, makeWorld, ORG, publish, type World } from "../world/world.ts";
import { answerOf, open, type Opened, type Shown } from "./browser.ts";
import { codeAnswer, TestServer } from "./server.ts";

const NOW = Math.floor(Date.now() / 1000);
const DAY = 86_400;
const HEAD = `/.well-known/vanbang/v1/${ORG}/status/head`;
const GARBAGE = new TextEncoder().encode("<html><script>alert(1)</script>") as Bytes;
const HUGE = new Uint8Array(10 * 1024 * 1024);

let world: World;
let server: TestServer;
let opened: Opened;
let one: Planned;
let two: Planned;

before(async () => {
  world = await makeWorld(NOW);
  server = new TestServer(world);
  await server.start();
  opened = await open({ port: server.port, width: 390, height: 844 });
  [one, two] = [world.batch.documents[0]!, world.batch.documents[5]!];
});
after(async () => {
  await opened?.close();
  await server?.stop();
});
beforeEach(async () => {
  server.reset();
  await publish(world);
});

/** Opens a code as a phone's camera does, in a browser that was never here. */
async function scan(code: string, lang = "vi"): Promise<Shown> {
  const page = await fresh();
  await page.goto(code.replace("#", `?lang=${lang}#`));
  const shown = await answerOf(page);
  assert.equal(new URL(page.url()).hash, "", "the fragment has left the address bar");
  await page.close();
  return shown;
}

async function fresh() {
  const page = await opened.context.newPage();
  const client = await opened.context.newCDPSession(page);
  await client.send("Storage.clearDataForOrigin", { origin: `https://${HOST}`, storageTypes: "all" });
  await client.detach();
  return page;
}

const nameOf = (document: Planned) => JSON.parse(new TextDecoder().decode(document.record)).full_name as string;

/** Nothing of anybody is shown, and nothing looks like a success. */
function showsNothing(shown: Shown, ...sentences: RegExp[]): void {
  assert.notEqual(shown.tone, "good");
  for (const sentence of sentences) assert.match(shown.sentence, sentence);
  for (const document of world.batch.documents) assert.ok(!shown.text.includes(nameOf(document)), shown.text);
}

test("a genuine code of either form opens to the facts of its person", async () => {
  for (const code of [sCode(HOST, one), fCode(HOST, one), fCode(HOST, two).toUpperCase()]) {
    const shown = await scan(code);
    const document = code.includes(idText(two.id)) ? two : one;
    assert.equal(shown.tone, "good");
    assert.match(shown.sentence, /^Nội dung dưới đây do Trường THPT Mẫu, phường An Cựu, Huế ký số và còn hiệu lực tính đến .* Hãy so sánh từng mục với tờ giấy\.$/);
    assert.ok(shown.text.includes(nameOf(document)) && shown.text.includes("31/12/2005"), shown.text);
    assert.ok(shown.text.includes("dấu thời gian tin cậy"));
  }
  const english = await scan(sCode(HOST, one), "en");
  assert.match(english.sentence, /^The facts below were digitally signed by Mau High School, Hue and are in force as of .* Compare every item with the paper\.$/);
});

test("a changed fragment", async () => {
  const short = sCode(HOST, one);
  const last = short.at(-1) === "1" ? "2" : "1";
  showsNothing(await scan(short.slice(0, -1) + last), /^Mã này không mở được dữ liệu tại vb\.mau\.edu\.vn: coi như chưa xác minh\./);
  const full = fCode(HOST, one);
  const failed = await scan(full.slice(0, -1) + (full.at(-1) === "1" ? "2" : "1"));
  assert.equal(failed.tone, "bad");
  showsNothing(failed, /không có trong danh sách mà Trường THPT Mẫu.* đã ký số: không hợp lệ|Không hợp lệ/);
  showsNothing(await scan(short.slice(0, -3)), /đây không phải mã văn bằng/);
  showsNothing(await scan(fCode(HOST, one).replace(idText(one.id), idText(two.id))), /không có trong danh sách mà/);
});

test("a code of a foreign host is named and nothing is asked of it", async () => {
  const page = await fresh();
  await page.goto(`https://${HOST}/`);
  server.log.length = 0;
  for (const host of ["vb.mau.edu.vn.evil.example", "vb-mau.edu.vn", "xn--vb-mau-9ta.vn"]) {
    await page.goto(`https://${HOST}/`);
    await page.locator("summary").click();
    await page.locator("#typed").fill(sCode(host, one));
    await page.locator("form button").click();
    const shown = await answerOf(page);
    showsNothing(shown, new RegExp(`^Địa chỉ ${host.replaceAll(".", "\\.")} trong mã không thuộc đơn vị nào trong danh bạ\\. Không mở địa chỉ này\\. Chưa xác minh\\.$`));
    assert.equal(shown.tone, "doubt");
  }
  assert.ok(server.log.every((line) => line.startsWith(`${HOST} `)), server.log.join("\n"));
  await page.close();
});

test("withdrawn, superseded, a batch that is not listed, a list out of date", async () => {
  const date = 20_260_601;
  await publish(world, { seq: 4, entries: [{ id: one.id, state: 2, date }, { id: two.id, state: 1, date }] });
  const withdrawn = await scan(sCode(HOST, one));
  assert.equal(withdrawn.tone, "bad");
  assert.match(withdrawn.sentence, /^Văn bản mang mã này đã bị Trường THPT Mẫu.* thu hồi ngày 01\/06\/2026\.$/);
  const superseded = await scan(fCode(HOST, two));
  assert.equal(superseded.tone, "doubt");
  assert.match(superseded.sentence, /thay bằng bản mới ngày 01\/06\/2026\. Hãy yêu cầu bản mới\.$/);
  await publish(world, { batches: [] });
  const unlisted = await scan(fCode(HOST, one));
  assert.deepEqual([unlisted.tone, /chưa công bố lô văn bản này/.test(unlisted.sentence)], ["doubt", true]);
  await publish(world, { issued: NOW - 11 * DAY });
  const stale = await scan(fCode(HOST, one));
  assert.deepEqual([stale.tone, /quá hạn.*lần biết gần nhất: còn hiệu lực/.test(stale.sentence)], ["doubt", true], stale.sentence);
});

test("a dead server", async () => {
  const page = await fresh();
  await page.goto(`https://${HOST}/`);
  await page.goto(sCode(HOST, one));
  await answerOf(page);
  server.behaviour.isDead = true;
  await page.goto("about:blank");
  await page.goto(sCode(HOST, two));
  showsNothing(await answerOf(page), /không liên lạc được máy chủ; đừng kết luận gì về tờ giấy/);
  await page.goto("about:blank");
  await page.goto(fCode(HOST, two));
  const kept = await answerOf(page);
  assert.equal(kept.tone, "doubt");
  assert.match(kept.sentence, /Không biết còn hiệu lực hay không \(không liên lạc được máy chủ.*lần biết gần nhất: còn hiệu lực/);
  assert.ok(kept.text.includes(nameOf(two)));
  await page.close();
});

test("a server that lies withholds, and nothing more", async () => {
  const path = `/api/v1/codes/${idText(one.id)}`;
  const answer = (envelope: Bytes) => new TextEncoder().encode(JSON.stringify(codeAnswer(world, envelope))) as Bytes;
  const batches = "/.well-known/vanbang/v1/batches";
  const other = await makeWorld(NOW);
  const cases: [string, [string, Bytes | number], RegExp][] = [
    ["another envelope", [path, answer(two.envelope)], /dữ liệu mà máy chủ gửi không khớp/],
    ["no such code", [path, 404], /máy chủ không có mã này/],
    ["garbage for a code", [path, GARBAGE], /không liên lạc được máy chủ/],
    ["10 MB for a code", [path, HUGE], /lớn hơn giới hạn an toàn/],
    ["another manifest", [batches, other.bundle], /danh sách mà máy chủ gửi không do đơn vị nào/],
    ["garbage for a manifest", [batches, GARBAGE], /danh sách mà máy chủ gửi không do đơn vị nào/],
    ["10 MB for a manifest", [batches, HUGE], /không tìm thấy danh sách đã ký số/],
    ["too many requests", [path, 429], /không liên lạc được máy chủ/],
  ];
  for (const [name, [address, lie], sentence] of cases) {
    server.reset();
    server.behaviour.lies.set(address, lie);
    const shown = await scan(sCode(HOST, one));
    assert.equal(shown.tone, "none", `${name}: ${shown.sentence}`);
    showsNothing(shown, sentence);
  }
  for (const lie of [GARBAGE, HUGE, 404, 500]) {
    server.reset();
    server.behaviour.lies.set(HEAD, lie);
    const shown = await scan(sCode(HOST, one));
    assert.notEqual(shown.tone, "good");
    assert.match(shown.sentence, /Không biết còn hiệu lực hay không|Chưa hỏi tình trạng/);
  }
  server.reset();
  server.behaviour.lies.set("/.well-known/vanbang/v1/directory", GARBAGE);
  showsNothing(await scan(sCode(HOST, one)), /Chưa xác minh/);
});

test("an old head is noticed by who saw a newer one", async () => {
  const page = await fresh();
  const old = world.files.get(HEAD)!;
  const oldFiles = new Map(world.files);
  await publish(world, { seq: 9, entries: [{ id: one.id, state: 2, date: 20_260_601 }] });
  await page.goto(fCode(HOST, one));
  assert.equal((await answerOf(page)).tone, "bad");
  for (const [name, bytes] of oldFiles) world.files.set(name, bytes);
  server.behaviour.lies.set(HEAD, old);
  await page.goto("about:blank");
  await page.goto(fCode(HOST, one));
  const shown = await answerOf(page);
  assert.equal(shown.tone, "doubt");
  assert.match(shown.sentence, /cũ hơn danh sách đã từng thấy/);
  await page.close();
});

test("an identifier without its secret, and a short code", async () => {
  const page = await fresh();
  await page.goto(`https://${HOST}/V/${idText(one.id)}`);
  const shown = await answerOf(page);
  showsNothing(shown, /^Máy chủ vb\.mau\.edu\.vn có một mã như vậy \(bản sao văn bằng từ sổ gốc\); tình trạng: còn hiệu lực\. Không có nội dung nào được kiểm tra\./);
  assert.equal(shown.tone, "none");
  await page.goto(`https://${HOST}/V/AAAAAAAAAAAAAAAAAAAAAAAAAA`);
  showsNothing(await answerOf(page), /máy chủ không có mã này/);
  await page.close();
});

const signature = (indication: string, integrity: boolean, changes = "none") => ({
  field: "org_seal", kind: "signature", indication, sub_indication: null, reason: "X", integrity, trusted: true, level: "B-T",
  coverage: "whole_file", changes_after: changes, signer: "CN=Trường THPT Mẫu\u202e<b>", certificate_sha256: "00", time: { value: "2026-11-21T10:00:00+07:00", source: "timestamp" }, findings: [],
});
const PDF = Buffer.from("%PDF-1.7\n");
const verdict = (change: object) => ({
  file: "học bạ.pdf", sha256: createHash("sha256").update(PDF).digest("hex"), verdict: "passed", reason: "PASSED", authentic: true,
  organisation: "Trường THPT Mẫu", standing: "in_force", signatures: [signature("total-passed", true)], findings: [], ...change,
});
const finding = (code: string, message: string) => ({ code, message_vi: message, message_en: message });

test("PDF files, as the server judges them", async () => {
  const changed = finding("MODIFIED_AFTER_SIGNING", "Tệp bị thay đổi sau chữ ký này.");
  const stranger = finding("SIGNER_NOT_OF_ORGANISATION", "Người ký không thuộc đơn vị.");
  const cases: [string, { status: number; body: unknown }, string, RegExp][] = [
    ["original", { status: 200, body: verdict({}) }, "good", /^Tệp đúng là bản gốc do Trường THPT Mẫu phát hành và còn hiệu lực/],
    ["not asked", { status: 200, body: verdict({ standing: "not_asked" }) }, "neutral", /Không biết đã bị thu hồi/],
    ["one mark changed", { status: 200, body: verdict({ verdict: "failed", authentic: false, standing: "not_asked", reason: changed.code, findings: [changed], signatures: [signature("total-failed", true, "other")] }) }, "bad", /^Tệp không hợp lệ: Tệp bị thay đổi sau chữ ký này/],
    ["somebody else", { status: 200, body: verdict({ verdict: "failed", authentic: false, standing: "not_asked", reason: stranger.code, findings: [stranger] }) }, "bad", /Người ký không thuộc đơn vị/],
    ["another form", { status: 200, body: verdict({ authentic: false, standing: "not_asked" }) }, "neutral", /Chưa rõ nơi cấp/],
    ["unsigned", { status: 200, body: verdict({ verdict: "unsigned", authentic: false, standing: "not_asked", signatures: [] }) }, "none", /không có chữ ký số/],
    ["withdrawn", { status: 200, body: verdict({ standing: "withdrawn" }) }, "bad", /đã bị Trường THPT Mẫu thu hồi/],
    ["no PDF", { status: 422, body: { file: "a.pdf", error: finding("NOT_A_PDF", "Đây không phải tệp PDF.") } }, "none", /^Chưa kiểm tra được tệp: Đây không phải tệp PDF\.$/],
    ["busy", { status: 503, body: "no" }, "none", /không liên lạc được máy chủ/],
  ];
  const page = await fresh();
  for (const [name, answer, tone, sentence] of cases) {
    await page.goto(`https://${HOST}/`);
    server.behaviour.verdict = answer;
    await page.locator("#file").setInputFiles({ name: "học bạ.pdf", mimeType: "application/pdf", buffer: PDF });
    const shown = await answerOf(page);
    assert.equal(shown.tone, tone, `${name}: ${shown.sentence}`);
    assert.match(shown.sentence, sentence);
    assert.ok(!shown.text.includes("\u202e"));
  }
  await page.close();
});

test("all of this asked nobody else, and broke no policy", () => {
  assert.deepEqual(opened.complaints, []);
  const others = opened.requests.filter((url) => !url.startsWith(`https://${HOST}/`) && !url.startsWith("about:") && !url.startsWith("blob:"));
  assert.deepEqual(others, []);
});
