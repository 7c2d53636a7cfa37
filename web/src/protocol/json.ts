// JSON without duplicate members: what two readers could understand differently is refused.

import { Refused, require } from "./refused.ts";

const TOKEN = /"(?:[^"\\\u0000-\u001f]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gu;

/** The value in `text`; a duplicate member, or anything that is not JSON, is refused with `code`. */
export function parseJson(text: string, code: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refused(code, "not JSON");
  }
  refuseDuplicates(text, code);
  return value;
}

/** `text` is known to be JSON: a text that a colon follows is a member's name. */
function refuseDuplicates(text: string, code: string): void {
  const open: (Set<string> | null)[] = [];
  let last = "";
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(null);
    else if (token === "}" || token === "]") open.pop();
    else if (token === ":") note(open.at(-1), last, code);
    last = token;
  }
}

function note(members: Set<string> | null | undefined, quoted: string, code: string): void {
  const name = String(JSON.parse(quoted));
  require(members instanceof Set && !members.has(name), code, "a member twice");
  members.add(name);
}
