// Modules (named in data-modules) begin with `window.leadway.module((core) => {…})` and hear of what happens by `core.on`: page, leave,
// identify, hesitated, consent. A module comes in the version of this core, and runs only when it is to the byte what was built with it.
import { VERSION, host } from "./page.js";

// Name → SRI hash; launch/frontend/build.mjs puts them in.
const hashes = MODULES;
const listeners = {};
export function on(name, listener) {
  (listeners[name] = listeners[name] || []).push(listener);
}
export function tell(name, detail) {
  (listeners[name] || []).forEach((listener) => listener(detail));
}
const loaded = {};
export function load(name) {
  if (hashes[name]) insert(name, "@" + VERSION + ".js");
}
export function insert(name, rest) {
  if (loaded[name]) return;
  const element = (loaded[name] = document.createElement("script"));
  element.integrity = hashes[name];
  element.crossOrigin = "anonymous";
  element.async = true;
  try {
    element.src = trusted(host + "/t-" + name + rest);
  } catch (_) {
    return; // The page trusts nobody, not even us: it goes on without the module.
  }
  document.head.append(element);
}

// Under `require-trusted-types-for 'script'` an address of a script needs the word of a policy: ours is `leadway`, and nobody else can reach it.
let policy;
function trusted(url) {
  try {
    policy = policy || trustedTypes.createPolicy("leadway", { createScriptURL: (ours) => ours });
    return policy.createScriptURL(url);
  } catch (_) {
    return url;
  }
}
