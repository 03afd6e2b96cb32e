// The snippet follows the options beside it.
const shown = document.getElementById("snippet");
const form = document.getElementById("snippet-options");
const quote = (value) => String(value).replaceAll("&", "&amp;").replaceAll('"', "&quot;");

function snippet() {
  const asked = new FormData(form);
  const { script, pinned, integrity, key, slots } = shown.dataset;
  const modules = ["heat", "onsite", "forms"].filter((name) => asked.has(name)).join(" ");
  const attributes = [
    ["src", asked.has("sri") ? pinned : script],
    ...(asked.has("sri") ? [["integrity", integrity], ["crossorigin", "anonymous"]] : []),
    ["data-key", key],
    ...(asked.get("consent") ? [["data-consent", asked.get("consent")]] : []),
    ...(modules ? [["data-modules", modules]] : []),
    ...(asked.has("hash") ? [["data-hash", "on"]] : []),
  ];
  const style = asked.has("onsite") ? slots + "\n" : "";
  return `${style}<script defer ${attributes.map(([name, value]) => `${name}="${quote(value)}"`).join(" ")}></` + "script>";
}

form.addEventListener("input", () => {
  shown.textContent = snippet();
});
