"""Which worker of a parallel run gets which tests, and when: a file at a time, the longest first, so that at the end none waits long.

A file is one piece because its tests share what is built for its module; some folders are one because they share servers.
"""

from collections.abc import Iterable

import pytest
from xdist.scheduler import LoadScopeScheduling

# Longest first, as measured; what is not named comes after these, in the order in which it is collected.
LONGEST = (
    "tests/faults/", "tests/eyes/test_every_page.py", "tests/eyes/test_hostile.py", "tests/fuzz/test_rest.py", "tests/tracking/sdks/",
    "tests/fuzz/test_pages.py", "tests/tenancy/test_sweep.py", "tests/tracking/tracker/", "tests/onsite/browser/", "tests/scoring/actions/",
    "tests/leads/actions/", "tests/launch/",
)  # fmt: skip
# Folders all of whose tests stand on the same servers, built once for a session.
WHOLE = ("tests/faults/", "tests/tracking/tracker/")


def piece(nodeid: str) -> str:
    """What a test is handed out with: its file, or the folder that shares what it stands on."""
    file = nodeid.partition("::")[0]
    return next((folder for folder in WHOLE if file.startswith(folder)), file)


def rank(nodeid: str) -> int:
    """The place of its piece in the line: 0 begins."""
    return next((place for place, start in enumerate(LONGEST) if nodeid.startswith(start)), len(LONGEST))


class Pieces(LoadScopeScheduling):
    """Hands out whole pieces in the order in which their first tests stand in the collection."""

    def _split_scope(self, nodeid: str) -> str:
        return piece(nodeid)


def in_line(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Those of long pieces first; else as they were."""
    return sorted(items, key=lambda item: rank(item.nodeid))
