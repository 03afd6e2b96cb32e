"""How many read a content item: people once, by the item that the score takes (F080)."""

from datetime import timedelta

from kernel import audit, clock, tenancy, work
from scoring.actions import rulebooks as actions
from scoring.domain import rulebook
from scoring.domain.contents import Library
from scoring.domain.default_pack import DEFAULT
from scoring.queries import contents
from tests.cast import Cast
from tests.conftest import NOON
from tests.leads.conftest import message, put_messages
from tests.life import CHROME
from tests.scoring.domain.test_contents import GUIDE, PRIMER

NOW = NOON + timedelta(hours=1)
READ = (
    ("d1", "/blog/compare-a"),
    ("d1", "/Blog/Compare-b/"),
    ("d1", "/blog/what"),
    ("d2", "/blog/compare-a"),
    ("d3", "/blog/what"),
    ("d3", "/"),
)


def page(device: str, path: str, days: float = 0) -> dict[str, object]:
    where = {"url": f"https://acme.example{path}", "path": path}
    return message("page", device, NOON - timedelta(days=days), context={"page": where, "userAgent": CHROME})


def publish() -> None:
    data = {**rulebook.plain(DEFAULT), "contents": [GUIDE, {**PRIMER, "assets": ["A leaflet"]}]}
    actions.publish(actions.begin_draft(audit.SYSTEM, data).version, audit.SYSTEM)


def test_readers_are_people_once_and_of_the_last_thirty_days(cast: Cast) -> None:
    with clock.pretend(NOW):
        with tenancy.scope(cast.acme.id):
            publish()
        agent = {"userAgent": CHROME}
        happened = [
            *(page(device, path) for device, path in READ), page("d4", "/blog/what", days=29), page("d5", "/blog/compare-a", days=31),
            message("track", "d3", NOON, event="Asset Downloaded", properties={"asset": "A leaflet"}, context=agent),
            message("track", "d6", NOON, event="Asset Downloaded", properties={"asset": "Buyer's guide"}, context=agent),
            message("identify", "d1", NOON, traits={"email": "lena@firm.example"}, context=agent),
            message("identify", "d2", NOON, traits={"email": "lena@firm.example"}, context=agent),
        ]  # fmt: skip
        with tenancy.scope(cast.acme.id):
            put_messages(happened)
        work.run_until_quiet(cast.acme.id)
        with tenancy.scope(cast.acme.id):
            # The guide: Lena by two devices, and d6 by its file. The primer: Lena, d3 by page and file, d4.
            assert contents.readers()[0] == {"guide": 2, "primer": 3}
        with tenancy.scope(cast.globex.id):
            assert contents.readers()[0] == {}


def test_an_address_is_of_the_same_item_in_the_score(cast: Cast) -> None:
    """SQL and memory agree, address by address."""
    paths = [
        "/blog/compare",
        "/blog/compare/",
        "/blog/a.b-c_d",
        "/blog",
        "/blog/",
        "/BLOG/X",
        "/x/blog/compare",
        "/blog/%e4%b8%ad",
        "/blog/中文",
    ]
    with clock.pretend(NOW):
        with tenancy.scope(cast.acme.id):
            publish()
            library = Library(contents.items())
            expected: dict[str, int] = {}
            for number, path in enumerate(paths):
                put_messages([page(f"device-{number}", path)])
                if item := library.of_page(f"https://acme.example{path}", path):
                    expected[item.name] = expected.get(item.name, 0) + 1
        work.run_until_quiet(cast.acme.id)
        with tenancy.scope(cast.acme.id):
            assert contents.readers()[0] == expected
    assert expected["guide"] == 2
