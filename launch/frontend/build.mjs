// Minifies the tracker that customers put on their sites, and says how much of it goes over the wire.
import { build } from "esbuild";
import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const SOURCE = "static/tracker/t.src.js";
const RESULT = "build/static/t.js";

if (existsSync(SOURCE)) {
  await build({ entryPoints: [SOURCE], outfile: RESULT, bundle: true, minify: true, format: "iife", target: "es2017", logLevel: "warning" });
  console.log(`leadway  ${RESULT}: ${gzipSync(readFileSync(RESULT), { level: 9 }).length} bytes gzipped`);
}
