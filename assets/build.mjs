// Builds static/ from assets/ and npm packages: stylesheets (left to right, right to left), scripts,
// pictures. Every file gets its content hash in its name and stands beside its .br and .gz forms.
// Whoever reads static/ meanwhile finds a manifest whose files are all there: new files come first, then
// the manifest, and what it names no more goes last.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import rtlcss from "rtlcss";
import { compile } from "sass";

const assets = dirname(fileURLToPath(import.meta.url));
const root = dirname(assets);
const target = join(root, "static");
const modules = join(root, "node_modules");

function stylesheet() {
  const { css } = compile(join(assets, "css", "app.scss"), {
    style: "compressed",
    loadPaths: [join(modules, "govuk-frontend", "dist")],
    quietDeps: true,
  });
  // All type inherits the body's font; our sheet defines every functional colour, so the fallbacks only cost bytes; so do the prefixes
  // and properties for browsers that have no custom properties anyway.
  return css
    .replace(/^\uFEFF/, "")
    .replace(/@media print\{[^{}]*\{font-family:inherit\}\}/g, "")
    .replace(/font-family:inherit;?/g, "")
    .replace(/var\((--govuk-[a-z-]+), ?(?:#[0-9a-f]{3,8}|[a-z]+)\)/g, "var($1)")
    .replace(/-webkit-(?:appearance|font-smoothing|box-shadow):[^;}]+;?/g, "")
    .replace(/-moz-osx-font-smoothing:[^;}]+;?/g, "")
    .replace(/;}/g, "}");
}

function contents() {
  const sheet = stylesheet();
  const files = {
    "app.css": sheet,
    "app.rtl.css": rtlcss.process(sheet),
    "htmx.js": readFileSync(join(modules, "htmx.org", "dist", "htmx.min.js"), "utf8"),
  };
  for (const folder of ["js", "pictures"]) {
    for (const name of readdirSync(join(assets, folder)).sort()) {
      files[name] = readFileSync(join(assets, folder, name), "utf8");
    }
  }
  return files;
}

function hashedName(name, text) {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 10);
  return name.replace(/(\.[a-z]+)$/, `.${hash}$1`);
}

// A file is there whole or not at all.
function put(name, bytes) {
  const beside = join(target, `.${name}.new`);
  writeFileSync(beside, bytes);
  renameSync(beside, join(target, name));
}

function write(name, text) {
  const bytes = Buffer.from(text);
  const brotli = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  put(`${name}.br`, brotli);
  put(`${name}.gz`, gzipSync(bytes, { level: 9 }));
  put(name, bytes);
  return { bytes: bytes.length, brotli: brotli.length };
}

const built = contents();
mkdirSync(target, { recursive: true });
const manifest = {};
for (const [name, text] of Object.entries(built)) {
  manifest[name] = hashedName(name, text);
  const size = write(manifest[name], text);
  console.log(`${manifest[name].padEnd(34)} ${size.bytes} bytes, ${size.brotli} with brotli`);
}
put("manifest.json", `${JSON.stringify(manifest, null, 2)}\n`);
const kept = new Set(["manifest.json", ...Object.values(manifest).flatMap((name) => [name, `${name}.br`, `${name}.gz`])]);
for (const name of readdirSync(target)) {
  if (!kept.has(name)) rmSync(join(target, name), { recursive: true });
}
