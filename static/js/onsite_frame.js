// Stands in for the tracker in the preview frame: the real module shows the decision that the page carries, and nothing is recorded.
const decision = JSON.parse(document.getElementById("decision").textContent);
const nothing = () => "";
const core = { decision, host: location.origin, key: "", on: nothing, track: nothing, keep: nothing, recall: nothing, anonymousId: nothing };
window.leadway = { module: (begin) => begin(core) };
