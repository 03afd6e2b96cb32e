// Minifies the tracker and its modules, which customers' sites load, and says how much of each goes over the wire.
// `node launch/frontend/build.mjs --pin` also keeps the tracker under its version: sites that name it by SRI hash get these bytes for ever.
import { build } from "esbuild";
import { copyFileSync, readdirSync, existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const FOLDER = "static/tracker";
const PINNED = `${FOLDER}/pinned`;
const ENDING = ".src.js";

for (const file of existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith(ENDING)) : []) {
  const result = `build/static/${file.slice(0, -ENDING.length)}.js`;
  const entry = `${FOLDER}/${file}`;
  await build({ entryPoints: [entry], outfile: result, bundle: true, minify: true, format: "iife", target: "es2017", logLevel: "warning" });
  console.log(`leadway  ${result}: ${gzipSync(readFileSync(result), { level: 9 }).length} bytes gzipped`);
}
if (process.argv.includes("--pin")) {
  const version = readFileSync(`${FOLDER}/t.src.js`, "utf8").match(/VERSION = "([\d.]+)"/)[1];
  copyFileSync("build/static/t.js", `${PINNED}/t@${version}.js`);
  console.log(`leadway  ${PINNED}/t@${version}.js`);
}
