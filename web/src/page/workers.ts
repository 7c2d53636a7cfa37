// The scripts that may be started: our own two, and nothing else that a fault could name.

import { OWN } from "./network.ts";

/** Addresses of the served page's files, and for the page in one file their contents. */
declare const DECODER: { script: string; program: string };

/** Trusted Types, which lib.dom does not know. */
interface Types {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): unknown };
}

const policy = (globalThis as { trustedTypes?: Types }).trustedTypes?.createPolicy("page", {
  createScriptURL: (url) => {
    if (url === DECODER.script || url === "/sw.js" || url.startsWith("blob:")) return url;
    throw new TypeError("no script of this page");
  },
});

const trusted = (url: string): string => (policy?.createScriptURL(url) ?? url) as string;

/** In the page in one file the scripts stand in elements of its own. */
const inside = (id: string): string | null => document.getElementById(id)?.textContent ?? null;

export function startDecoder(): Worker {
  const script = inside("decoder-script");
  if (script === null) return new Worker(trusted(DECODER.script));
  return new Worker(trusted(URL.createObjectURL(new Blob([script], { type: "text/javascript" }))));
}

export async function decoderProgram(): Promise<ArrayBuffer> {
  const base64 = inside("decoder-program");
  if (base64 !== null) return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;
  const response = await fetch(DECODER.program, { credentials: "omit", referrerPolicy: "no-referrer" });
  if (!response.ok) throw new TypeError("the decoder is not there");
  return response.arrayBuffer();
}

/** So that the page opens without a network the next time. */
export function keepProgram(): void {
  if (OWN === null || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register(trusted("/sw.js")).catch(() => {
    // a browser that allows none opens the page over the network only
  });
}
