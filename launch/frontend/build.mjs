// Builds the tracker, which customers' sites load: the modules first, then the core with their SRI hashes in it. Says how much of each
// goes over the wire. `node launch/frontend/build.mjs --pin` also keeps all of them under the core's version: sites name these bytes by
// hash, and the core names its modules so, for ever.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { copyFileSync, readdirSync, existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const FOLDER = "static/tracker";
const PINNED = `${FOLDER}/pinned`;
const ENDING = ".src.js";
const found = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => file.endsWith(ENDING)) : [];
const names = found.map((file) => file.slice(0, -ENDING.length));
const modules = names.filter((name) => name !== "t").sort();
// `csp` is the empty script that the door answers to a page whose policy lets no event out.
const hashes = { csp: integrity("") };

function integrity(bytes) {
  return "sha384-" + createHash("sha384").update(bytes).digest("base64");
}
async function make(name, define = {}) {
  const result = `build/static/${name}.js`;
  const entry = `${FOLDER}/${name}${ENDING}`;
  await build({ entryPoints: [entry], outfile: result, bundle: true, minify: true, format: "iife", target: "es2017", logLevel: "warning", define });
  const bytes = readFileSync(result);
  console.log(`leadway  ${result}: ${gzipSync(bytes, { level: 9 }).length} bytes gzipped`);
  return bytes;
}

for (const name of modules) hashes[name.slice("t-".length)] = integrity(await make(name));
if (names.includes("t")) await make("t", { MODULES: JSON.stringify(hashes) });
if (process.argv.includes("--pin")) {
  const version = readFileSync(`${FOLDER}/core/page.js`, "utf8").match(/VERSION = "([\d.]+)"/)[1];
  for (const name of names) {
    copyFileSync(`build/static/${name}.js`, `${PINNED}/${name}@${version}.js`);
    console.log(`leadway  ${PINNED}/${name}@${version}.js`);
  }
}
