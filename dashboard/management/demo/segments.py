"""The segments that a demo workspace has from its first day, so that their members have come and gone."""

from typing import Any

from kernel.audit import Actor
from leads.actions.segments import build_segment

KNOWN = {"ask": "known"}
TREES: tuple[dict[str, Any], ...] = (
    {
        "all": [
            KNOWN,
            {"ask": "score", "op": "at_least", "value": 30},
            {"ask": "moment", "field": "last_active_at", "op": "within", "days": 7},
        ]
    },
    {"all": [KNOWN, {"ask": "moment", "field": "last_active_at", "op": "before", "days": 30}, {"not": {"ask": "suppressed"}}]},
    {"any": [{"ask": "tag", "tag": "Download", "weight": 0.5}, {"ask": "did", "event": "asset_downloaded", "times": 2, "days": 30}]},
)
ENGLISH = ("Warm this week", "Gone quiet, may be written to", "Readers of our papers")
CHINESE = ("本周活跃", "沉默但可联系", "资料读者")


def build_segments(marketer: Actor, chinese: bool) -> None:
    """Build them in the open scope."""
    for name, tree in zip(CHINESE if chinese else ENGLISH, TREES, strict=True):
        build_segment(name=name, tree=tree, actor=marketer)
