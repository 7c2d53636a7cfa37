// Fetching public objects: bounded in size and time, without cookies, never following a redirect.

import type { Bytes } from "../protocol/bytes.ts";

/** Bytes, or why there are none. */
export type Transferred = Bytes | "absent" | "unreachable" | "too_large";

const LONGEST_MS = 10_000;

/** GET of one address; at most `limit` bytes are read. */
export async function transfer(url: string, limit: number): Promise<Transferred> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), LONGEST_MS);
  try {
    const response = await fetch(url, {
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      cache: "no-store",
      signal: stop.signal,
    });
    if (response.status === 404 || response.status === 400) return "absent";
    if (!response.ok || response.body === null) return "unreachable";
    return await readAll(response.body.getReader(), limit);
  } catch {
    return "unreachable";
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>, limit: number): Promise<Transferred> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length;
    if (size > limit) return "too_large";
    chunks.push(next.value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
