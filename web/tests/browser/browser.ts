// A real Chromium with a new profile, whose every request goes to the test's own server.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";

const PLACES = [process.env["VANBANG_CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export function chromiumPath(): string {
  const found = PLACES.find((place) => place !== undefined && existsSync(place));
  if (found === undefined) throw new Error("there is no Chromium: install Debian's chromium, or set VANBANG_CHROMIUM");
  return found;
}

export interface Opened {
  context: BrowserContext;
  /** What the page's policies refused, and what it wrote as an error. */
  complaints: string[];
  /** Addresses that the browser asked for. */
  requests: string[];
  close(): Promise<void>;
}

export interface Wish {
  port: number;
  width: number;
  height: number;
  lang?: string;
  isDark?: boolean;
  /** For the accessibility checker alone, whose program is no part of the page. */
  bypassesPolicy?: boolean;
  arguments?: string[];
}

export async function open(wish: Wish): Promise<Opened> {
  const profile = mkdtempSync(join(tmpdir(), "vanbang-page-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    headless: true,
    // the machine may be at work on other tests
    timeout: 120_000,
    viewport: { width: wish.width, height: wish.height },
    locale: wish.lang ?? "vi-VN",
    colorScheme: wish.isDark ? "dark" : "light",
    bypassCSP: wish.bypassesPolicy ?? false,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--ignore-certificate-errors",
      `--host-resolver-rules=MAP * 127.0.0.1:${wish.port}`,
      ...(wish.arguments ?? []),
    ],
  });
  const complaints: string[] = [];
  const requests: string[] = [];
  context.on("request", (request) => requests.push(request.url()));
  context.on("weberror", (error) => complaints.push(String(error.error())));
  context.on("console", (message) => {
    if (message.type() === "error" && !isExpected(message.text())) complaints.push(message.text());
  });
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  const close = async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  };
  return { context, complaints, requests, close };
}

/** Chromium writes a line for each answer that is not 200; whether that is wanted, the test knows. */
function isExpected(text: string): boolean {
  return text.startsWith("Failed to load resource");
}

export interface Shown {
  tone: string;
  sentence: string;
  text: string;
}

/** The answer once there is one. */
export async function answerOf(page: Page, timeout = 30_000): Promise<Shown> {
  const heading = page.locator("h1#sentence");
  await heading.waitFor({ timeout });
  await page.locator("#main[aria-busy=false]").waitFor();
  const classes = (await page.locator(".verdict").getAttribute("class")) ?? "";
  return { tone: classes.replace("verdict ", ""), sentence: await heading.innerText(), text: await page.locator("#main").innerText() };
}
