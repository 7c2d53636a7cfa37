// TLS before a real service, as an operator's proxy ends it; it can be cut off, sent to another service, and made to
// rewrite what the service answers.

import { createServer, type Server } from "node:https";
import { request, type IncomingMessage, type ServerResponse } from "node:http";
import { tlsFor } from "../browser/tls.ts";

/** What somebody between service and reader makes of an answer; null: it goes on as it came. */
export type Rewrite = (path: string, body: Buffer) => { status: number; body: Buffer } | null;

export class Proxy {
  private server: Server | null = null;
  /** Host, method and address of every request. */
  readonly log: string[] = [];
  /** Answers nothing but what the page is made of. */
  isDead = false;
  rewrite: Rewrite = () => null;
  port = 0;

  /** `target`: host and port of the service. */
  constructor(public target: string) {}

  async start(host: string): Promise<void> {
    const server = createServer(await tlsFor(host), (asked, answer) => this.pass(asked, answer));
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    this.port = typeof address === "object" && address !== null ? address.port : 0;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  private pass(asked: IncomingMessage, answer: ServerResponse): void {
    const path = asked.url ?? "";
    // Chromium asks its maker's hosts of its own accord; here they all end at this server
    if (/(^|\.)(google|googleapis|gstatic|gvt1)\.com$/.test(asked.headers.host ?? "")) return void answer.destroy();
    this.log.push(`${asked.headers.host} ${asked.method} ${path}`);
    if (this.isDead && /^\/(api|\.well-known)\//.test(path)) return void answer.destroy();
    const [host, port] = this.target.split(":");
    const headers = { ...asked.headers, "x-forwarded-for": "192.0.2.7" };
    const onward = request({ host, port, method: asked.method, path, headers }, async (reply) => {
      const whole = Buffer.concat(await reply.toArray());
      const { status, body } = this.rewrite(path, whole) ?? { status: reply.statusCode ?? 502, body: whole };
      answer.writeHead(status, { ...reply.headers, "content-length": body.length });
      answer.end(body);
    });
    onward.on("error", () => answer.destroy());
    asked.pipe(onward);
  }
}
