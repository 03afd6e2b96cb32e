"""What a site puts into its pages beside the script itself."""

import base64
import hashlib

# Hides a slot until its words are chosen, so that nobody sees the page's own ones for a moment (F023). It needs no script: without one, or
# when the script does not come within 300 ms, the animation shows the slot. The place that it takes on the page stays as it is.
# `!important`, as pages that want less motion switch animations off; the script says data-lw-wait and data-lw-done.
SLOT_RULES = (
    "[data-lw-slot]:not([data-lw-done]){visibility:hidden;animation:lw-slot 0s .3s forwards!important}"
    "[data-lw-slot][data-lw-wait]{animation:none!important}"
    "@keyframes lw-slot{to{visibility:visible}}"
)
SLOT_STYLE = f"<style>{SLOT_RULES}</style>"


def csp_hash(rules: str) -> str:
    """What a content security policy says of an inline style that it lets in: a source of style-src, with its quotes."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(rules.encode()).digest()).decode()}'"
