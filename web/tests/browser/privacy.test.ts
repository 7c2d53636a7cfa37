// What leaves the browser and what stays in it: never the secret, never a fact.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hex, idText } from "../../src/protocol/bytes.ts";
import { fCode, sCode, type Planned } from "../world/batch.ts";
import { HOST, makeWorld, type World } from "../world/world.ts";
import { answerOf, open, type Opened } from "./browser.ts";
import { TestServer } from "./server.ts";

let world: World;
let server: TestServer;
let opened: Opened;
let one: Planned;

before(async () => {
  world = await makeWorld(Math.floor(Date.now() / 1000));
  server = new TestServer(world);
  await server.start();
  opened = await open({ port: server.port, width: 390, height: 844 });
  one = world.batch.documents[0]!;
});
after(async () => {
  await opened?.close();
  await server?.stop();
});

test("no request carries a digit of the fragment, and with F none but the page's own names the document", async () => {
  const page = await opened.context.newPage();
  for (const code of [sCode(HOST, one), fCode(HOST, one)]) {
    server.log.length = 0;
    await page.goto("about:blank");
    await page.goto(code);
    await answerOf(page);
    const digits = code.split("#")[1]!;
    for (const line of server.log) assert.ok(!line.includes(digits.slice(0, 12)) && !line.includes("#"), line);
    if (digits.length > 39) {
      const named = server.log.filter((line) => line.includes(idText(one.id)) && !line.includes(" GET /V/"));
      assert.deepEqual(named, []);
    }
  }
  await page.close();
});

test("neither the store nor the history of the browser holds a secret or a fact", async () => {
  const page = await opened.context.newPage();
  await page.goto(fCode(HOST, one));
  await answerOf(page);
  const kept = await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open("vanbang", 1);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const store = database.transaction("kept").objectStore("kept");
    const all = await new Promise<{ keys: IDBValidKey[]; values: Uint8Array[] }>((resolve) => {
      const keys = store.getAllKeys();
      const values = store.getAll();
      values.onsuccess = () => resolve({ keys: keys.result, values: values.result });
    });
    const caches = await Promise.all((await self.caches.keys()).map(async (name) => (await (await self.caches.open(name)).keys()).map(({ url }) => url)));
    const latin1 = all.values.map((bytes) => String.fromCharCode(...bytes.subarray(0, 60_000)));
    return { keys: all.keys.map(String), values: latin1, local: JSON.stringify(localStorage), caches: caches.flat(), href: location.href };
  });
  assert.ok(kept.keys.includes("directory") && kept.keys.some((key) => key.startsWith("manifest/")), String(kept.keys));
  const everything = [...kept.keys, ...kept.values, kept.local, ...kept.caches, kept.href].join("\n");
  const bytes = (part: Uint8Array) => String.fromCharCode(...part);
  const name = bytes(new TextEncoder().encode(JSON.parse(new TextDecoder().decode(one.record)).full_name));
  for (const secret of [bytes(one.secret), hex(one.secret), bytes(one.claims), name, bytes(one.id)]) {
    assert.ok(!everything.includes(secret));
  }
  assert.ok(!kept.href.includes("#"));
  assert.ok(!kept.caches.some((url) => /\/v\//i.test(url)), String(kept.caches));
  await page.close();
});

test("nothing is shown of a code while its signature is not judged", async () => {
  const page = await opened.context.newPage();
  const manifest = `/.well-known/vanbang/v1/batches/${hex(world.batch.id)}`;
  await page.route(`**${manifest}*`, async (route) => {
    assert.doesNotMatch(await page.locator("body").innerText(), new RegExp(JSON.parse(new TextDecoder().decode(one.record)).full_name));
    await route.continue();
  });
  await page.goto(sCode(HOST, one));
  assert.equal((await answerOf(page)).tone, "good");
  await page.close();
});
