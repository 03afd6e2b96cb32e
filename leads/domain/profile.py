"""How a person's row changes with what happens: traits, touches, activity (pure; rows are dictionaries of leads.queries.people)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from leads.domain import contacts, firmographics, traits
from leads.domain.firmographics import Word
from leads.domain.identity import Key
from leads.domain.names import clean
from leads.enums import WordSource

# A change of one of these may change who a lead is to the rules of fit.
TELLING = ("name", "email", "phone", "title", "persona", "company_id", "company_name", "industry", "country", "attributes")
# Every device tells a language, and few rules ask for it: told apart, so that nobody is judged again for nothing.
SPOKEN = ("language",)
BESIDES_ACTIVITY = (
    *TELLING, *SPOKEN, "first_touch", "last_touch", "first_source", "first_channel", "search_intent", "landing_page", "known_at",
    "created_at", "merged_into_id",
)  # fmt: skip
SEARCHED = ("name", "email", "phone", "company_name")


def put_fields(row: dict[str, Any], fields: Mapping[str, Any]) -> None:
    """Given values replace, empty ones change nothing; attributes are merged."""
    for name, value in fields.items():
        if name == "attributes":
            row[name] = {**row[name], **value}
        elif value:
            row[name] = value


def change_job(row: dict[str, Any], email: str, company: str = "", title: str = "") -> None:
    """A new address at another company: what was said of the job before holds no longer."""
    row.update(email=email or row["email"], company_id=None, company_name=company[:200], title=title[:200], industry="")
    row["attributes"] = firmographics.without(row["attributes"])


def put_identity(row: dict[str, Any], identity: Mapping[str, Any]) -> None:
    """Fields out of one message's traits and group."""
    if identity.get("traits"):
        put_fields(row, traits.fields(identity["traits"]))
    group = identity.get("group")
    if isinstance(group, Mapping):
        about = group.get("traits") if isinstance(group.get("traits"), Mapping) else group
        put_fields(row, traits.fields({"company": about}))
    if not row["company_id"] and not contacts.company_domain(row["email"]):
        # Until they have a company that it can be said of.
        row["attributes"] = {**row["attributes"], **firmographics.as_attributes(firmographics.told(identity))}
    if account := clean(identity.get("account"), 120):
        row["attributes"] = {**row["attributes"], "key_account": account}
    # By the network: a hint about a stranger, which gives way to whatever they say themselves.
    network = clean(identity.get("network_company"))
    if network and not row["company_name"] and not row["email"] and not row["company_id"]:
        row["company_name"] = network


def waiting_words(row: Mapping[str, Any], before: Mapping[str, Any] | None, waiting: Mapping[str, Any]) -> list[Word]:
    """What was said of their company while they had none (`waiting`: their attributes of that time), when they have one now. Nobody kept
    when it was said: at the earliest when they were seen first, so that it beats nothing that was said of the company since."""
    if before is None or before["company_id"] or not row["company_id"]:
        return []
    at = before["known_at"] or before["created_at"]
    return [Word(field, said, at, WordSource.TRAITS) for field, said in firmographics.of_attributes(waiting).items()]


def put_phone(row: dict[str, Any], keys: Iterable[Key]) -> None:
    """A number is kept as what was said, also one that somebody else has (an office's): it identifies only them, and the queue of
    duplicates tells that two have it."""
    row["phone"] = row["phone"] or next((value for kind, value in keys if kind == "phone"), "")


def put_place(row: dict[str, Any], locale: str, country: str) -> None:
    """Language and country of the device, where nothing better is known."""
    if locale and not row["language"]:
        row["language"] = locale[:10]
    if country and not row["country"]:
        row["country"] = country[:2].upper()


def put_first_touch(row: dict[str, Any], touch: Mapping[str, Any], at: datetime) -> None:
    """Written once; only a device of theirs that was seen earlier brings an earlier one."""
    if not touch or (row["first_touch"] and row["first_touch"].get("at", "") <= at.isoformat()):
        return
    row["first_touch"] = {**touch, "at": at.isoformat()}
    row["first_source"] = str(touch.get("source") or "")[:200]
    row["first_channel"] = str(touch.get("channel") or "")[:20]
    row["landing_page"] = str(touch.get("landing") or "")[:2000]


def put_last_touch(row: dict[str, Any], touch: Mapping[str, Any], at: datetime) -> None:
    """The newest way in, with the time of the first event that came by it."""
    before = row["last_touch"]
    same = {**touch, "at": before.get("at")} == before
    if touch and not same and before.get("at", "") <= at.isoformat():
        row["last_touch"] = {**touch, "at": at.isoformat()}


def seen(row: dict[str, Any], at: datetime) -> None:
    row["last_active_at"] = max(row["last_active_at"] or at, at)


def changed(before: Mapping[str, Any], after: Mapping[str, Any], names: tuple[str, ...]) -> bool:
    return any(before[name] != after[name] for name in names)
