// Links: to another host, or to a file. Without what stands behind the question mark.
import { track } from "./events.js";

const FILES = /\.(pdf|docx?|xlsx?|pptx?|odt|ods|odp|csv|txt|rtf|zip|rar|7z|t?gz|exe|msi|dmg|pkg|apk|mp[34]|m4a|wav|avi|mov|mkv|epub|ics|vcf)$/i;
export function clicked(event) {
  const link = event.button < 2 && event.target.closest && event.target.closest("a[href]");
  if (!link || link.protocol.slice(0, 4) !== "http") return;
  const kind = FILES.test(link.pathname) ? "download" : link.host !== location.host && "outbound";
  if (kind) track("link_clicked", { url: link.origin + link.pathname, kind });
}
