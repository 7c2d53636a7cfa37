// A server of protocol 10.3 for the browser tests: serves the built page and a world, and lies when told to.

import { createServer, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { hex, idFromText, idText, type Bytes } from "../../src/protocol/bytes.ts";
import type { World } from "../world/world.ts";
import { tlsFor } from "./tls.ts";

declare const WEB: string;

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};
const policy = (name: string) => readFileSync(join(WEB, "policy", `${name}.txt`), "utf8");

/** What the server does instead of telling the truth. */
export interface Behaviour {
  /** Answers nothing but the page's own files. */
  isDead: boolean;
  /** Path → what is sent for it. */
  lies: Map<string, Bytes | number>;
  /** Answer to an uploaded file. */
  verdict: { status: number; body: unknown };
}

export class TestServer {
  readonly behaviour: Behaviour = { isDead: false, lies: new Map(), verdict: { status: 503, body: {} } };
  /** Host, method and address of every request. */
  readonly log: string[] = [];
  private server: Server | null = null;
  port = 0;

  constructor(readonly world: World) {}

  async start(): Promise<void> {
    const server = createServer(await tlsFor("vb.mau.edu.vn"), (request, response) => this.answer(request, response));
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    this.port = typeof address === "object" && address !== null ? address.port : 0;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  /** Back to the truth. */
  reset(): void {
    this.behaviour.isDead = false;
    this.behaviour.lies.clear();
    this.log.length = 0;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? "").split("?")[0] ?? "";
    // Chromium asks its maker's hosts of its own accord; here they all end at this server
    if (/(^|\.)(google|googleapis|gstatic|gvt1)\.com$/.test(request.headers.host ?? "")) return void response.destroy();
    this.log.push(`${request.headers.host} ${request.method} ${request.url}`);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Permissions-Policy", "camera=(self), geolocation=(), microphone=()");
    if (path === "/" || /^\/v\//i.test(path)) return this.file(response, "index.html", "page");
    if (path === "/sw.js") return this.file(response, "sw.js", "keeper");
    if (path === "/assets/icon.svg") return this.file(response, "../assets/icon.svg", "page");
    if (path.startsWith("/assets/")) return this.file(response, path.slice(8), path.includes("decoder") ? "decoder" : "page");
    if (this.behaviour.isDead) return void response.destroy();
    const lie = this.behaviour.lies.get(path) ?? this.behaviour.lies.get(path.split("/").slice(0, -1).join("/"));
    if (typeof lie === "number") return send(response, lie, "{}");
    if (lie !== undefined) return send(response, 200, Buffer.from(lie));
    this.truth(path, response);
  }

  private truth(path: string, response: ServerResponse): void {
    if (path === "/api/v1/verify") return send(response, this.behaviour.verdict.status, JSON.stringify(this.behaviour.verdict.body));
    if (path.startsWith("/api/v1/codes/")) return this.code(path.slice(14), response);
    if (path.startsWith("/api/v1/short/")) return this.short(path.slice(14), response);
    const bytes = this.world.files.get(path);
    if (bytes === undefined) return send(response, 404, "{}");
    response.setHeader("Access-Control-Allow-Origin", "*");
    send(response, 200, Buffer.from(bytes));
  }

  private code(text: string, response: ServerResponse): void {
    const id = hex(idFromText(text) ?? new Uint8Array());
    const found = this.world.batch.documents.find((document) => hex(document.id) === id);
    if (found === undefined) return send(response, 404, "{}");
    send(response, 200, JSON.stringify(codeAnswer(this.world, found.envelope)));
  }

  private short(text: string, response: ServerResponse): void {
    const found = this.world.batch.documents.find(({ id }) => idText(id).startsWith(text.slice(0, 12)));
    if (found === undefined) return send(response, 404, "{}");
    send(response, 200, JSON.stringify({ org: this.world.batch.org, kind: 16, standing: "in_force" }));
  }

  private file(response: ServerResponse, name: string, policyName: string): void {
    try {
      const bytes = readFileSync(join(WEB, "dist", name));
      response.setHeader("Content-Security-Policy", policy(policyName));
      response.setHeader("Content-Type", TYPES[extname(name)] ?? "application/octet-stream");
      send(response, 200, bytes);
    } catch {
      send(response, 404, "");
    }
  }
}

/** The answer of `/api/v1/codes/<ID>` with this envelope in it. */
export function codeAnswer(world: World, envelope: Bytes) {
  const { org, id } = world.batch;
  return {
    org, batch: hex(id), manifest: hex(world.digest), list: world.wish.list, kind: 16,
    envelope: Buffer.from(envelope).toString("base64"),
  };
}

function send(response: ServerResponse, status: number, body: Buffer | string): void {
  response.statusCode = status;
  if (!response.hasHeader("Cache-Control")) response.setHeader("Cache-Control", "no-store");
  response.end(body);
}
