// How a page looks to people: nothing is cut off, the accessibility checker finds nothing, and a picture of it is kept.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";

declare const WEB: string;
const KEEPS = process.env["VANBANG_KEEP_SCREENSHOTS"] === "1";
const PICTURES = join(WEB, "tests", "screenshots");

export const SCREENS = {
  phone: { width: 390, height: 844 },
  small: { width: 320, height: 640 },
  desktop: { width: 1280, height: 900 },
};

/** Keeps a picture of the whole page, when pictures are wanted. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!KEEPS) return;
  mkdirSync(PICTURES, { recursive: true });
  const path = join(PICTURES, `${name}.png`);
  await page.screenshot({ path, fullPage: true });
  assert.ok(statSync(path).size < 1024 * 1024, `${name} is larger than 1 MiB`);
}

interface Axe {
  run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

/** The page must bypass its policy: the checker's program is no part of it. */
export async function looksRight(page: Page, name: string): Promise<void> {
  const [scrolled, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(scrolled !== undefined && width !== undefined && scrolled <= width, `${name} at ${width}: ${scrolled}`);
  await page.evaluate(readFileSync(join(WEB, "node_modules", "axe-core", "axe.min.js"), "utf8"));
  const problems = await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  });
  assert.deepEqual(problems, [], name);
}
