// Who can use the page, and where: pictures and the camera, without a network, from disk, on every screen.

import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { fCode, sCode, plan, content, type Planned } from "../world/batch.ts";
import { yearOf } from "../world/people.ts";
import { idText } from "../../src/protocol/bytes.ts";
import { sha256 } from "../../src/protocol/hash.ts";
import { manifestMessage } from "../world/message.ts";
import { evidenced, HOST, makeWorld, ORG, publish, type World } from "../world/world.ts";
import { answerOf, open, type Opened } from "./browser.ts";
import { looksRight, picture, SCREENS } from "./looks.ts";
import { TestServer } from "./server.ts";
import { symbolSvg, writeFilm } from "./symbols.ts";

declare const WEB: string;
const NOW = Math.floor(Date.now() / 1000);

/** The states of each screen of which a picture is kept. */
const KEPT: Record<string, (state: string) => boolean> = {
  phone: () => true,
  small: (state) => state === "in-force",
  desktop: (state) => ["home", "in-force", "withdrawn"].includes(state),
};

let world: World;
let server: TestServer;
let opened: Opened;
let one: Planned;

before(async () => {
  world = await makeWorld(NOW);
  server = new TestServer(world);
  await server.start();
  opened = await open({ port: server.port, ...SCREENS.phone });
  one = world.batch.documents.find(({ record }) => new TextDecoder().decode(record).includes("Nguyễn Hữu Thiện Mỹ"))!;
});
after(async () => {
  await opened?.close();
  await server?.stop();
});

async function drawn(text: string): Promise<Buffer> {
  const page = await opened.context.newPage();
  const svg = await symbolSvg(text);
  await page.setContent(`<body style="margin:40px;background:#fff"><div id="a" style="width:460px;padding:30px;background:#fff">${svg.replace("<svg", '<svg width="400" height="400"')}<p>Trường THPT Mẫu</p></div>`);
  const bytes = await page.locator("#a").screenshot();
  await page.close();
  return bytes;
}

test("a photo of a paper, of two papers, and of none", async () => {
  const page = await opened.context.newPage();
  const choose = async (buffer: Buffer) => {
    await page.goto(`https://${HOST}/`);
    await page.locator("#file").setInputFiles({ name: "giay.png", mimeType: "image/png", buffer });
    return answerOf(page);
  };
  const genuine = await choose(await drawn(sCode(HOST, one).toUpperCase()));
  assert.equal(genuine.tone, "good", genuine.sentence);
  assert.ok(genuine.text.includes("Nguyễn Hữu Thiện Mỹ"));
  assert.equal((await choose(await drawn(fCode(HOST, one).toUpperCase()))).tone, "good");
  const clone = await choose(await drawn("https://vb.mau.edu.vn@evil.example/verify?id=1"));
  assert.match(clone.sentence, /^Địa chỉ evil\.example trong mã không thuộc đơn vị nào/);
  const none = await choose(Buffer.from(await (await fetch(`data:image/png;base64,${"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}`)).arrayBuffer()));
  assert.match(none.sentence, /không đọc được mã nào/);
  assert.match((await choose(Buffer.from("no picture"))).sentence, /không đọc được mã nào/);
  await page.close();
});

test("the camera reads a code and is off again", async () => {
  const page = await opened.context.newPage();
  const svg = await symbolSvg(sCode(HOST, one).toUpperCase());
  await page.setContent(`<body style="margin:0;background:#fff"><div style="width:640px;height:480px;display:grid;place-items:center">${svg.replace("<svg", '<svg width="380" height="380"')}</div>`);
  const shot = await page.screenshot({ clip: { x: 0, y: 0, width: 640, height: 480 } }).catch(() => page.screenshot());
  const grey = await page.evaluate(async (base64) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
    const canvas = new OffscreenCanvas(640, 480);
    const context = canvas.getContext("2d")!;
    context.fillStyle = "#fff";
    context.fillRect(0, 0, 640, 480);
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, 640, 480);
    return Array.from({ length: 640 * 480 }, (_, i) => data[4 * i]!);
  }, shot.toString("base64"));
  await page.close();
  const film = join(mkdtempSync(join(tmpdir(), "vanbang-film-")), "paper.y4m");
  writeFilm(film, Uint8Array.from(grey), 640, 480);
  const own = await open({
    port: server.port, ...SCREENS.desktop,
    arguments: ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${film}`],
  });
  try {
    const camera = await own.context.newPage();
    await camera.goto(`https://${HOST}/`);
    await camera.getByRole("button", { name: "Quét mã bằng máy ảnh" }).click();
    const shown = await answerOf(camera);
    assert.equal(shown.tone, "good", shown.sentence);
    assert.equal(await camera.locator("dialog").count(), 0);
    assert.deepEqual(own.complaints, []);
  } finally {
    await own.close();
  }
});

test("without a network the page opens, judges F by what it kept, and says that the standing is not known", async () => {
  const page = await opened.context.newPage();
  await page.goto(fCode(HOST, one));
  assert.equal((await answerOf(page)).tone, "good");
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await opened.context.setOffline(true);
  server.log.length = 0;
  await page.goto("about:blank");
  await page.goto(fCode(HOST, world.batch.documents[4]!));
  const shown = await answerOf(page);
  assert.equal(shown.tone, "doubt");
  assert.match(shown.sentence, /Không biết còn hiệu lực hay không .* lần biết gần nhất: còn hiệu lực/);
  await picture(page, "phone-offline");
  await page.goto("about:blank");
  await page.goto(sCode(HOST, one));
  assert.match((await answerOf(page)).sentence, /không liên lạc được máy chủ/);
  await opened.context.setOffline(false);
  // the browser's own question whether the kept program is still the newest is all that goes out
  assert.deepEqual(server.log.filter((line) => !line.endsWith(" GET /sw.js")), []);
  await page.goto(`https://${HOST}/V/${"A".repeat(26)}?lang=vi`);
  await page.close();
});

test("the page in one file, opened from disk, judges by what the person gave it", async () => {
  const own = await open({ port: server.port, ...SCREENS.phone });
  try {
    const page = await own.context.newPage();
    await page.goto(pathToFileURL(join(WEB, "dist", "vanbang-page.html")).href);
    const type = async (text: string) => {
      await page.locator("summary").last().click();
      await page.locator("#typed").fill(text);
      await page.locator("form button").click();
      return answerOf(page);
    };
    assert.match((await type(fCode(HOST, one))).sentence, /chưa có danh bạ đơn vị và chứng thư gốc/);
    await page.reload();
    await page.locator("#trust").setInputFiles([
      { name: "directory.json", mimeType: "application/json", buffer: Buffer.from(world.directory) },
      { name: "anchors.json", mimeType: "application/json", buffer: Buffer.from(world.anchors) },
    ]);
    await page.getByText("Đã lưu: directory, anchors").waitFor();
    await picture(page, "phone-from-disk");
    server.log.length = 0;
    const shown = await type(fCode(HOST, one));
    assert.ok(shown.text.includes("Nguyễn Hữu Thiện Mỹ"), shown.text);
    assert.ok(server.log.length > 0 && server.log.every((line) => line.startsWith(`${HOST} GET /.well-known/`)), server.log.join("\n"));
    assert.equal(shown.tone, "good", shown.sentence);
    await page.reload();
    await page.locator("#file").setInputFiles({ name: "giay.png", mimeType: "image/png", buffer: await drawn(fCode(HOST, one).toUpperCase()) });
    assert.equal((await answerOf(page)).tone, "good");
    assert.deepEqual(own.complaints, []);
  } finally {
    await own.close();
  }
});

test("a keyboard reaches everything, and the answer is read out first", async () => {
  const page = await opened.context.newPage();
  await page.goto(`https://${HOST}/?lang=vi`);
  await page.getByRole("button", { name: "Quét mã bằng máy ảnh" }).waitFor();
  const reached: string[] = [];
  for (let i = 0; i < 7; i++) {
    await page.keyboard.press("Tab");
    reached.push(await page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent || ""));
  }
  assert.deepEqual(reached.slice(0, 6), ["Đến nội dung chính", "home", "language", "Quét mã bằng máy ảnh", "file", "Gõ mã in dưới mã vuông"]);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await page.locator("#typed").fill(sCode(HOST, one));
  await page.keyboard.press("Enter");
  await answerOf(page);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "sentence");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("type")), "checkbox");
  await page.locator("#language").click();
  assert.match(await page.locator("#sentence").innerText(), /^The facts below/);
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  await page.locator("#language").click();
  await page.close();
});

/** The states that a person sees, each with how to get there. */
function states(): [string, Parameters<typeof publish>[1], string][] {
  const date = 20_260_601;
  const other = world.batch.documents.find((document) => document !== one)!;
  return [
    ["home", {}, `https://${HOST}/`],
    ["in-force", {}, sCode(HOST, one)],
    ["withdrawn", { entries: [{ id: one.id, state: 2, date }] }, sCode(HOST, one)],
    ["superseded", { entries: [{ id: one.id, state: 1, date }] }, sCode(HOST, one)],
    ["unknown", { batches: [] }, fCode(HOST, one)],
    ["not-in-list", {}, fCode(HOST, one).replace(idText(one.id), idText(other.id))],
    ["does-not-open", {}, sCode(HOST, one).replace(/\d{6}$/, "123456")],
  ];
}

test("every state on every screen: nothing is cut off, axe finds nothing", async () => {
  // a list with a number that was seen before and other content would be noticed
  let seq = 100;
  for (const [screen, size] of Object.entries(SCREENS)) {
    for (const isDark of screen === "phone" ? [false, true] : [false]) {
      const own = await open({ port: server.port, ...size, isDark, bypassesPolicy: true });
      try {
        for (const [state, status, address] of states()) {
          await publish(world, { seq: ++seq, ...status });
          const page = await own.context.newPage();
          await page.goto(address);
          if (state === "home") await page.locator("#file").waitFor({ state: "attached" });
          else await answerOf(page);
          assert.equal(await page.locator(".verdict.good").count(), state === "in-force" ? 1 : 0, state);
          await looksRight(page, `${screen} ${state}`);
          if (KEPT[screen]?.(state) && (!isDark || state === "in-force")) await picture(page, `${screen}-${state}${isDark ? "-dark" : ""}`);
          await page.close();
        }
      } finally {
        await own.close();
      }
    }
  }
  await publish(world);
});

test("a year's marks, and how an answer is printed", async () => {
  const batch = await plan(ORG, [yearOf("Trần Thị Hồng Nhung"), yearOf("Lê Văn Đức")], 3);
  const bytes = content(batch, world.wish);
  const cms = await manifestMessage(bytes, world.signer, [world.authority], world.wish.time);
  const school: World = { ...world, batch, content: bytes, digest: await sha256(bytes), cms, files: new Map() };
  school.bundle = await evidenced(school, cms);
  await publish(school, { seq: 12 });
  const other = new TestServer(school);
  await other.start();
  const own = await open({ port: other.port, ...SCREENS.small });
  try {
    const page = await own.context.newPage();
    const her = batch.documents.find(({ record }) => new TextDecoder().decode(record).includes("Nhung"))!;
    await page.goto(sCode(HOST, her));
    const shown = await answerOf(page);
    assert.equal(shown.tone, "good", shown.sentence);
    assert.ok(shown.text.includes("Ngoại ngữ 1 (Tiếng Anh)") && shown.text.includes("03/2012"), shown.text);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
    await picture(page, "small-year");
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: 794, height: 1123 });
    assert.equal(await page.locator("#tools").isVisible(), false);
    const printed = await page.locator("#main").innerText();
    assert.match(printed, /Kiểm tra lúc/i);
    assert.match(printed, /[0-9a-f]{64}/);
    await picture(page, "print-year");
  } finally {
    await own.close();
    await other.stop();
  }
});
