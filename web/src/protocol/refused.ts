// Why something that was read does not count: a stable code, as in the findings of the command line.

export class Refused extends Error {
  constructor(
    readonly code: string,
    detail = "",
  ) {
    super(detail === "" ? code : `${code}: ${detail}`);
    this.name = "Refused";
  }
}

/** The code of a refusal; a fault of ours is not one and goes on. */
export function codeOf(error: unknown): string {
  if (error instanceof Refused) return error.code;
  throw error;
}

export function require(holds: boolean, code: string, detail = ""): asserts holds {
  if (!holds) throw new Refused(code, detail);
}
