"""What an address tells: its parts, its UTM parameters, its click ids."""

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

CLICK_IDS = {
    "gclid": "google", "gbraid": "google", "wbraid": "google", "dclid": "google", "msclkid": "bing", "fbclid": "facebook",
    "ttclid": "tiktok", "twclid": "x", "li_fat_id": "linkedin", "yclid": "yandex", "bd_vid": "baidu", "qz_gdt": "tencent",
    "gdt_vid": "tencent", "sogou_vid": "sogou", "qhclickid": "360", "rdt_cid": "reddit", "epik": "pinterest", "ScCid": "snapchat",
}  # fmt: skip
# A click on these costs money: without a medium the visit is paid search.
PAID_SEARCH = frozenset({"gclid", "gbraid", "wbraid", "msclkid", "yclid", "bd_vid", "sogou_vid", "qhclickid"})
LONGEST_VALUE = 200


class Address(NamedTuple):
    """One page's address. `utm` and `click_ids` are pairs, so that the address can be remembered."""

    url: str
    host: str
    path: str
    utm: tuple[tuple[str, str], ...]
    click_ids: tuple[tuple[str, str], ...]


NOWHERE = Address("", "", "", (), ())


@lru_cache(maxsize=20_000)
def read(url: str) -> Address:
    """The parts of an http(s) address; of anything else only its text."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return Address(url[:2_000], "", "", (), ())
    utm, click_ids = [], []
    if parts.query:
        for name, value in parse_qsl(parts.query, max_num_fields=None)[:100]:
            if name.startswith("utm_") and value:
                utm.append((_utm_name(name[4:]), value[:LONGEST_VALUE]))
            elif name in CLICK_IDS:
                click_ids.append((name, value[:LONGEST_VALUE]))
    return Address(url.strip()[:2_000], host, (parts.path or "/")[:1_000], tuple(utm), tuple(click_ids))


def _utm_name(name: str) -> str:
    """The SDKs call utm_campaign `name`; so does `context.campaign`. We call it campaign."""
    return "campaign" if name == "name" else name[:40]
