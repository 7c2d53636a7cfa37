// Builds the page into dist/: the files that the service serves, and the same page in one file.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const web = dirname(fileURLToPath(import.meta.url));
const dist = join(web, "dist");
const source = (name) => join(web, "src", "page", name);
const digest = (bytes, form = "hex") => createHash("sha256").update(bytes).digest(form);

// what iOS 16.4 and the Chrome of a phone of 2022 understand
const target = ["es2022", "safari16.4", "chrome100", "firefox110"];

async function bundle(entry, options = {}) {
  const { outputFiles } = await build({
    entryPoints: [source(entry)],
    bundle: true,
    minify: true,
    write: false,
    format: entry === "main.ts" ? "esm" : "iife",
    target,
    legalComments: "none",
    logLevel: "warning",
    // asn1js and zxing-wasm look for node; nothing of it is reached in a browser
    platform: "browser",
    ...options,
  });
  return outputFiles[0].text;
}

/** Writes a file under a name that changes with its content; tells its address. */
function named(name, content) {
  const [stem, extension] = name.split(".");
  const file = `${stem}-${digest(content).slice(0, 12)}.${extension}`;
  writeFileSync(join(dist, file), content);
  return `/assets/${file}`;
}

const json = (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]));

for (const name of readdirSync(dist).filter((name) => name !== "README.md")) rmSync(join(dist, name));

const layout = readFileSync(source("index.html"), "utf8");
const icon = readFileSync(join(web, "assets", "icon.svg"), "utf8");
const style = await bundle("style.css", { format: undefined });
const decoder = await bundle("decoder.ts");
const program = readFileSync(join(web, "node_modules", "zxing-wasm", "dist", "reader", "zxing_reader.wasm"));
const { ZXING_WASM_SHA256 } = await import("zxing-wasm/reader");
if (digest(program) !== ZXING_WASM_SHA256) throw new Error("the decoder's program is not the one that its package names");

// the page that the service serves
const addresses = {
  script: named("decoder.js", decoder),
  program: named("decoder.wasm", program),
};
const script = await bundle("main.ts", { define: json({ DECODER: addresses }) });
const served = [...Object.values(addresses), named("page.js", script), named("page.css", style)];
const [, , pageScript, pageStyle] = served;
const head = [
  '<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">',
  `<link rel="stylesheet" href="${pageStyle}">`,
  `<script type="module" src="${pageScript}"></script>`,
].join("\n");
const shell = layout
  .replace("<!--head-->", () => head)
  .replace("<!--icon-->", '<img src="/assets/icon.svg" alt="" width="28" height="28">')
  .replace("<!--saved-->", '<a href="/assets/vanbang-page.html" download data-word="save">Lưu trang này về máy</a>');
writeFileSync(join(dist, "index.html"), shell);
const files = ["/", "/assets/icon.svg", ...served];
const version = digest(served.join() + shell).slice(0, 12);
writeFileSync(join(dist, "sw.js"), await bundle("service_worker.ts", { define: json({ FILES: files, VERSION: version }) }));

// the same page in one file: its scripts are named by their digests, so nothing else can run
const single = await bundle("main.ts", { define: json({ DECODER: { script: "", program: "" } }) });
const hash = (text) => `'sha256-${digest(text, "base64")}'`;
const policy = [
  "default-src 'none'",
  `script-src ${hash(single)} 'wasm-unsafe-eval'`,
  `style-src ${hash(style)}`,
  "img-src data:",
  "connect-src https:",
  "worker-src blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types page",
].join("; ");
const closing = (text) => text.replaceAll("</script", "<\\/script");
const parts = [
  `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
  `<style>${style}</style>`,
];
const tail = [
  `<script type="text/plain" id="decoder-script">${closing(decoder)}</script>`,
  `<script type="text/plain" id="decoder-program">${program.toString("base64")}</script>`,
  `<script type="module">${single}</script>`,
];
if (single.includes("</script")) throw new Error("the script ends its own element");
const saved = layout
  .replace("<!--head-->", () => parts.join("\n"))
  .replace("<!--icon-->", () => `<img src="data:image/svg+xml;base64,${Buffer.from(icon).toString("base64")}" alt="" width="28" height="28">`)
  .replace("<!--saved-->", "")
  .replace("</body>", () => `${tail.join("\n")}\n</body>`);
writeFileSync(join(dist, "vanbang-page.html"), saved);
writeFileSync(join(dist, "vanbang-page.html.sha256"), `${digest(saved)}  vanbang-page.html\n`);

console.log(`page: web/dist is built (script ${Math.round(script.length / 1024)} KiB, decoder ${Math.round(program.length / 1024)} KiB)`);
console.log(`page: SHA-256 of vanbang-page.html ${digest(saved)}`);
