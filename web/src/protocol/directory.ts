// The organisation directory (protocol 7): who is who, by digests of whole certificates.

import { hex, type Bytes } from "./bytes.ts";
import { parseJson } from "./json.ts";
import { within } from "./limits.ts";
import { isOrg } from "./organisation.ts";
import { require } from "./refused.ts";

const CODE = "DIRECTORY_INVALID";
const ROLES = ["manifest", "seal", "person", "delegate"] as const;
const NAME = /^[A-Za-z0-9À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ .,\-–()&'/]{1,200}$/u;
const HOST = /^(?=.{1,253}$)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*$/;
const OF_FILE = ["format", "serial", "issued", "next_update", "organisations"];
const OF_ORGANISATION = ["org", "name_vi", "name_en", "status_epoch_min", "hosts", "certificates", "successor"];
const OF_HOST = ["host", "until"];
const OF_PIN = ["sha256", "roles", "from", "until", "compromised_since"];

export type Role = (typeof ROLES)[number];

export interface Pin {
  /** Hexadecimal digest of the whole certificate. */
  sha256: string;
  roles: Role[];
  /** Seconds since 1970. */
  from: number;
  until: number | null;
  compromisedSince: number | null;
}

export interface Organisation {
  org: string;
  nameVi: string;
  nameEn: string;
  statusEpochMin: number;
  hosts: { host: string; until: number | null }[];
  pins: Pin[];
}

export interface Directory {
  serial: number | null;
  nextUpdate: number | null;
  organisations: Map<string, Organisation>;
}

/** Whether a code's host is current, former, or in no entry at all. */
export type HostState = "current" | "former" | "foreign";

export function parseDirectory(bytes: Bytes): Directory {
  within("DIRECTORY", bytes.length);
  const file = object(parseJson(utf8(bytes), CODE), OF_FILE);
  require(file["format"] === "vanbang directory 1", CODE, "format");
  const list = array(file["organisations"]);
  within("ORGANISATIONS", list.length);
  const organisations = new Map<string, Organisation>();
  for (const entry of list.map(organisation)) {
    require(!organisations.has(entry.org), CODE, `${entry.org} twice`);
    organisations.set(entry.org, entry);
  }
  refuseSharedNames(organisations);
  refuseSharedSeals(organisations);
  const serial = file["serial"];
  return {
    serial: typeof serial === "number" ? serial : null,
    nextUpdate: optionalTime(file["next_update"]),
    organisations,
  };
}

function organisation(value: unknown): Organisation {
  const entry = object(value, OF_ORGANISATION);
  const org = text(entry["org"]);
  require(isOrg(org), CODE, org);
  const epoch = entry["status_epoch_min"] ?? 0;
  require(typeof epoch === "number" && Number.isInteger(epoch) && epoch >= 0 && epoch < 2 ** 32, CODE, "status_epoch_min");
  const successor = entry["successor"] ?? null;
  require(successor === null || isOrg(text(successor)), CODE, "successor");
  return {
    org,
    nameVi: name(entry["name_vi"]),
    nameEn: name(entry["name_en"]),
    statusEpochMin: epoch,
    hosts: array(entry["hosts"]).map(host),
    pins: array(entry["certificates"]).map(pin),
  };
}

function host(value: unknown): { host: string; until: number | null } {
  const entry = object(value, OF_HOST);
  const name = text(entry["host"]);
  require(HOST.test(name), CODE, "host");
  return { host: name, until: optionalTime(entry["until"]) };
}

function pin(value: unknown): Pin {
  const entry = object(value, OF_PIN);
  const sha256 = text(entry["sha256"]);
  require(/^[0-9a-f]{64}$/.test(sha256), CODE, "sha256");
  const roles = array(entry["roles"]).map((role) => {
    const known = ROLES.find((one) => one === role);
    require(known !== undefined, CODE, "role");
    return known;
  });
  const from = optionalTime(entry["from"]);
  require(from !== null, CODE, "from");
  const { until, compromised_since } = entry;
  return { sha256, roles, from, until: optionalTime(until), compromisedSince: optionalTime(compromised_since) };
}

/** Names that a person could take for one another. */
function refuseSharedNames(organisations: Map<string, Organisation>): void {
  const owners = new Map<string, string>();
  for (const { org, nameVi, nameEn } of organisations.values()) {
    for (const shown of [nameVi, nameEn]) {
      const folded = shown.normalize("NFC").toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
      require((owners.get(folded) ?? org) === org, CODE, "two names are alike");
      owners.set(folded, org);
    }
  }
}

/** One certificate may seal for one organisation only. */
function refuseSharedSeals(organisations: Map<string, Organisation>): void {
  const owners = new Map<string, string>();
  for (const { org, pins } of organisations.values()) {
    for (const { sha256, roles } of pins) {
      if (!roles.includes("manifest") && !roles.includes("seal")) continue;
      require((owners.get(sha256) ?? org) === org, CODE, "one certificate in two organisations");
      owners.set(sha256, org);
    }
  }
}

/** Organisations whose entry has this host, with the state of the host for each. */
export function organisationsAt(directory: Directory, name: string, at: number): [Organisation, HostState][] {
  const found: [Organisation, HostState][] = [];
  for (const organisation of directory.organisations.values()) {
    const state = hostState(organisation, name, at);
    if (state !== "foreign") found.push([organisation, state]);
  }
  return found;
}

export function hostState(organisation: Organisation, name: string, at: number): HostState {
  const entries = organisation.hosts.filter(({ host }) => host === name);
  if (entries.length === 0) return "foreign";
  return entries.some(({ until }) => until === null || at < until) ? "current" : "former";
}

export function currentHosts(organisation: Organisation, at: number): string[] {
  return organisation.hosts.filter(({ until }) => until === null || at < until).map(({ host }) => host);
}

/** What the pins of an organisation say against a signature; null where they hold. */
export type PinFault = "SIGNER_NOT_OF_ORGANISATION" | "PIN_TIME_UNPROVEN" | "KEY_COMPROMISED";

/**
 * Rules 3 and 4 of protocol 7 for a certificate in one of some roles. `time` is the proven one; where nothing is
 * proven, the present.
 */
export function pinFault(
  { pins }: Organisation,
  sha256: Bytes,
  roles: Role[],
  time: number,
  isProven: boolean,
): PinFault | null {
  const digest = hex(sha256);
  const own = pins.filter((pin) => pin.sha256 === digest);
  const begun = own.filter((pin) => pin.from <= time && pin.roles.some((role) => roles.includes(role)));
  if (begun.length === 0) return "SIGNER_NOT_OF_ORGANISATION";
  // a compromise told by one pin is one of all
  const lost = Math.min(...own.map(({ compromisedSince }) => compromisedSince ?? Number.POSITIVE_INFINITY));
  if (lost !== Number.POSITIVE_INFINITY && !isProven) return "PIN_TIME_UNPROVEN";
  if (time >= lost) return "KEY_COMPROMISED";
  if (begun.some(({ until }) => until === null || time < until)) return null;
  return isProven ? "SIGNER_NOT_OF_ORGANISATION" : "PIN_TIME_UNPROVEN";
}

function utf8(bytes: Bytes): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "";
  }
}

/** An object with no other members than these. */
function object(value: unknown, members: string[]): Record<string, unknown> {
  require(typeof value === "object" && value !== null && !Array.isArray(value), CODE, "an object is missing");
  require(Object.keys(value).every((member) => members.includes(member)), CODE, "an unknown member");
  return value as Record<string, unknown>;
}

function array(value: unknown): unknown[] {
  require(Array.isArray(value), CODE, "a list is missing");
  return value;
}

function text(value: unknown): string {
  require(typeof value === "string", CODE, "a text is missing");
  return value;
}

function name(value: unknown): string {
  const shown = text(value).normalize("NFC");
  require(NAME.test(shown) && shown.trim() !== "", CODE, "a letter of a name");
  return shown;
}

/** An RFC 3339 time in seconds; null and a missing member are null. */
function optionalTime(value: unknown): number | null {
  if (value === null || value === undefined) return null;
  const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;
  const time = typeof value === "string" && RFC3339.test(value) ? Date.parse(value) : Number.NaN;
  require(!Number.isNaN(time), CODE, "a time");
  return Math.floor(time / 1000);
}
