// The builder of segments: whoever removes a condition by the keyboard goes on at the group that it was in.
document.addEventListener("htmx:afterSettle", (event) => {
  const place = event.detail.requestConfig?.elt?.value?.match(/^remove:(.+)\.\d+$/)?.[1];
  if (place && event.target.id === "builder") document.getElementById(`${place}.add`)?.focus();
});
