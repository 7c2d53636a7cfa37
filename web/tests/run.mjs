// Bundles the tests and hands them to node's own runner: node tests/run.mjs protocol|browser
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const which = process.argv[2] ?? "protocol";
const folder = join(web, "tests", which);
const out = join(web, "build", `tests-${which}`);
const names = readdirSync(folder).filter((name) => name.endsWith(".test.ts"));

rmSync(out, { recursive: true, force: true });
await build({
  entryPoints: names.map((name) => join(folder, name)),
  outdir: out,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node18",
  external: ["playwright-core", "axe-core", "esbuild", "zxing-wasm"],
  define: { WEB: JSON.stringify(web) },
  sourcemap: "inline",
  logLevel: "warning",
});
const files = names.map((name) => join(out, name.replace(/\.ts$/, ".mjs")));
const options = ["--enable-source-maps", "--test", "--test-concurrency=1", "--test-reporter=spec", "--test-reporter-destination=stdout"];
// before version 20 a browser's cryptography is there only when asked for
if (Number(process.versions.node.split(".")[0]) < 20) options.unshift("--experimental-global-webcrypto");
const { status } = spawnSync(process.execPath, [...options, ...files], { stdio: "inherit" });
process.exit(status ?? 1);
