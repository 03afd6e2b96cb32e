// Engagement: time in which the page is visible and has the focus, and how deep it was scrolled.
import { track } from "./events.js";
import { visible } from "./page.js";

let engaged = 0;
let since = 0;
let depth = 0;
let told = 0;
export function count() {
  const now = performance.now();
  if (since) engaged += now - since;
  since = visible() && document.hasFocus() ? now : 0;
}
export function measure() {
  const height = Math.max(document.documentElement.scrollHeight, 1);
  depth = Math.max(depth, Math.min(100, Math.round((100 * (scrollY + innerHeight)) / height)));
}
export function tellEngagement() {
  count();
  measure();
  if (engaged >= 3000 || (engaged >= 1000 && depth > told)) {
    track("page_engaged", { engaged_ms: Math.round(engaged), scroll_percent: depth });
    engaged = 0;
    told = depth;
  }
}
// Another page of a single-page app.
export function afresh() {
  engaged = depth = told = 0;
}
