// TLS for a server of a test: a certificate that nobody but the test's browser accepts.

import { identity } from "../world/authority.ts";

export async function tlsFor(host: string): Promise<{ key: string; cert: string }> {
  const now = Math.floor(Date.now() / 1000);
  const own = await identity({ name: host, from: now - 3600, until: now + 86_400 });
  const key = new Uint8Array(await crypto.subtle.exportKey("pkcs8", own.key.privateKey));
  return { key: pem("PRIVATE KEY", key), cert: pem("CERTIFICATE", own.certificate) };
}

function pem(label: string, der: Uint8Array): string {
  const lines = Buffer.from(der).toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
