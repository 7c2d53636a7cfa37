// The text of a code (protocol 5.2), and the short code that a person types (5.4).

import { ascii, hex, fromHex, idFromText, idText, type Bytes } from "./bytes.ts";
import { sha256 } from "./hash.ts";
import { LIMITS } from "./limits.ts";
import { Refused, require } from "./refused.ts";

export type Code = { host: string; id: Bytes } & (
  | { form: "S"; secret: Bytes }
  | { form: "F"; opening: Bytes }
);

const TEXT = /^https:\/\/([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+)\/v\/([a-z2-7]{26})#([1-9][0-9]{38,999})$/i;
const HOST = 60;

/** Reads a code; `isListed` says whether the directory lists exactly this host. */
export function parseCode(text: string, isListed: (host: string) => boolean): Code {
  require(text.length <= LIMITS.CODE, "CODE_MALFORMED", "length");
  const [, hostText = "", idLetters = "", digits = ""] = TEXT.exec(text) ?? [];
  const host = hostText.toLowerCase();
  require(host !== "" && host.length <= HOST, "CODE_MALFORMED");
  const isPuny = host.split(".").some((label) => label.startsWith("xn--"));
  require(!isPuny || isListed(host), "CODE_HOST_NOT_LISTED");
  const id = idFromText(idLetters);
  require(id !== null, "CODE_MALFORMED", "identifier");
  const bytes = fromDecimal(digits);
  if (bytes[0] === 1) {
    require(bytes.length === 17, "CODE_MALFORMED", "length of form S");
    return { form: "S", host, id, secret: bytes.slice(1) };
  }
  if (bytes[0] === 2) return { form: "F", host, id, opening: bytes };
  throw new Refused("CODE_VERSION_UNKNOWN");
}

/** The code that a browser was opened with, as it stands on the paper: a port is none of its text. */
export function codeText(hostname: string, path: string, fragment: string): string {
  return `https://${hostname}${path}${fragment}`;
}

/** The identifier in the path of a page, or null. */
export function idOfPath(path: string): Bytes | null {
  const [, letters = ""] = /^\/v\/([a-z2-7]{26})$/i.exec(path) ?? [];
  return idFromText(letters);
}

function fromDecimal(digits: string): Bytes {
  const text = BigInt(digits).toString(16);
  const bytes = fromHex(text.length % 2 === 0 ? text : `0${text}`);
  require(bytes !== null, "CODE_MALFORMED");
  return bytes;
}

/** Bytes as the decimal digits of a code. */
export function toDecimal(bytes: Uint8Array): string {
  return BigInt(`0x${hex(bytes)}`).toString(10);
}

const SHORT = /^([A-Z2-7]{12})([A-Z2-7])$/;

/** The 13 characters of a short code without its hyphens, or null when the last does not fit. */
export async function parseShort(typed: string): Promise<string | null> {
  const letters = typed.replaceAll(/[\s-]/g, "").toUpperCase();
  const [, body = "", check = ""] = SHORT.exec(letters) ?? [];
  if (body === "") return null;
  return (await checkLetter(body)) === check ? letters : null;
}

/** The last character of a short code. */
export async function checkLetter(body: string): Promise<string> {
  const first = (await sha256(ascii(`vanbang short 1${body}`)))[0] ?? 0;
  // the first five bits of a byte string are the first character of its base32
  return idText(Uint8Array.of(first)).slice(0, 1);
}
