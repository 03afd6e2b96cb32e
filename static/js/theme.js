// Before the first paint: "auto" follows the system, and follows it when it changes. The person's own choice is set by the server.
(() => {
  const root = document.documentElement;
  if (root.dataset.themeChoice !== "auto") return;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    root.dataset.bsTheme = dark.matches ? "dark" : "light";
  };
  follow();
  dark.addEventListener("change", () => {
    follow();
    document.dispatchEvent(new Event("themechange"));
  });
})();
