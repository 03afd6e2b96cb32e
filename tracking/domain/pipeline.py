"""STEPS: what is done to a message, in order. A step puts something on the draft or says why the message is dropped; all are pure.

What a step needs beside the message (the workspace's policy, look-ups by address, the day's salt) is in the surroundings. A step with a
switch is left out where the workspace has switched it off.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from tracking.domain import addresses, channels, clients, cookieless, devices, humanity, signed, times
from tracking.domain.addresses import CLICK_IDS
from tracking.domain.draft import Draft, Dropped, as_dict, as_text
from tracking.domain.messages import identifier
from tracking.domain.policy import DROP, KEEP
from tracking.domain.surroundings import Surroundings
from tracking.enums import DropReason

Put = Callable[[Draft, Surroundings], DropReason | None]
LONGEST_ENGAGEMENT_MS = 3_600_000
ENGAGEMENT = "page_engaged"


def merge_envelope(draft: Draft, around: Surroundings) -> DropReason | None:
    """The batch's shared context stands under the message's own; a page's category, which some SDKs put beside, is a property."""
    own, shared = as_dict(draft.body.get("context")), as_dict(draft.envelope.get("context"))
    draft.shared = {**shared, **own} if shared else own
    draft.properties = as_dict(draft.body.get("properties"))
    if draft.is_view and (category := as_text(draft.body.get("category"), 200)):
        draft.properties = {"category": category, **draft.properties}
    return None


def put_address(draft: Draft, around: Surroundings) -> DropReason | None:
    """The client's address: the door's word for a page in a browser, the sender's for a server that speaks for its visitor.

    Cut as the policy says; kept with the event only where the policy keeps addresses, and never for a cookieless visitor.
    """
    draft.is_cookieless = cookieless.asked(draft.body) and around.policy.cookieless
    if around.policy.addresses == DROP:
        return None
    given = as_text(draft.envelope.get("ip"), 45) or as_text(draft.shared.get("ip"), 45)
    keep = around.policy.addresses == KEEP and not draft.is_cookieless
    draft.ip = clients.whole(given) if keep else clients.truncated(given)
    if keep and draft.ip:
        draft.context["ip"] = draft.ip
    return None


def check_signature(draft: Draft, around: Surroundings) -> DropReason | None:
    """What says who somebody is counts only when it is signed, where the site asks for that; the rest of the message counts anyhow."""
    by = around.signing.get(draft.site_id) if draft.site_id and around.signing else None
    if by is None:
        return None
    body, traits = draft.body, _traits(draft)
    user_id, own = identifier(body.get("userId")), as_dict(body.get("traits"))
    subject = signed.subject_of(draft.kind, user_id, identifier(body.get("previousId")), traits)
    given = draft.shared.get(signed.SIGNATURE) or traits.get(signed.SIGNATURE) or own.get(signed.SIGNATURE)
    claimed = signed.is_claimed(identifier(body.get("anonymousId")), user_id)
    if claimed or (subject and not signed.is_signed(by, subject, given)):
        draft.context["unsigned"], draft.is_unsigned = True, by.required
    return None


def put_ids(draft: Draft, around: Surroundings) -> DropReason | None:
    """Whose it is: the device's anonymous id, else `user:` and the user id, else the day's id of a cookieless visitor."""
    anonymous = identifier(draft.body.get("anonymousId"))[:200]
    draft.user_id = "" if draft.is_unsigned else identifier(draft.body.get("userId"))[:200]
    if draft.is_unsigned and anonymous.startswith(signed.OURS):
        anonymous = ""
    if draft.is_cookieless and not anonymous and not draft.user_id:
        agent = _agent(draft)
        anonymous = cookieless.anonymous_id(around.salts[draft.received_at.date()], draft.site_id, clients.truncated(draft.ip), agent)
    draft.has_device = bool(anonymous)
    draft.anonymous_id = anonymous or f"user:{draft.user_id}"[:200]
    if anonymous or draft.user_id:
        return None
    return DropReason.NOT_SIGNED if draft.is_unsigned else DropReason.NO_ID


def put_time(draft: Draft, around: Surroundings) -> DropReason | None:
    """The client's clock corrected, within what can be. The import door keeps its times.

    An SDK that says both (rudder-node) means by `timestamp` what the caller gave and by `originalTimestamp` when it was called.
    """
    body, imported = draft.body, draft.door == "import"
    given = body.get("timestamp") or body.get("originalTimestamp") or draft.envelope.get("timestamp")
    if not given:
        draft.occurred_at = draft.received_at
        return None
    original = times.parse(given)
    if original is None:
        return DropReason.BAD_TIME
    draft.has_own_time = True
    sent = None if imported else times.parse(body.get("sentAt") or draft.envelope.get("sentAt"))
    if sent:
        draft.told_at, draft.clock = original, draft.received_at - sent
    draft.occurred_at = times.placed(times.corrected(original, sent, draft.received_at), draft.received_at, imported)
    return None if draft.occurred_at else DropReason.BAD_TIME


def put_page(draft: Draft, around: Surroundings) -> DropReason | None:
    """Address, title and referrer of the page on which it happened."""
    page, own = as_dict(draft.shared.get("page")), draft.properties if draft.is_view else {}
    url = as_text(own.get("url"), 2_000) or as_text(page.get("url"), 2_000)
    if url:
        # Some SDKs give the canonical address and the query apart.
        search = as_text(own.get("search"), 2_000) or as_text(page.get("search"), 2_000)
        draft.address = addresses.read(url + search if search.startswith("?") and "?" not in url else url)
    draft.title = as_text(own.get("title"), 500) or as_text(page.get("title"), 500)
    referrer = as_text(own.get("referrer"), 2_000) or as_text(page.get("referrer"), 2_000)
    draft.referrer = "" if referrer == "$direct" else referrer
    return None


def put_campaign(draft: Draft, around: Surroundings) -> DropReason | None:
    """UTM terms of the address, under those that the sender names in context.campaign."""
    named = as_dict(draft.shared.get("campaign"))
    draft.utm = dict(draft.address.utm)
    for name, value in named.items():
        if isinstance(value, str) and value:
            draft.utm["campaign" if name == "name" else name[:40]] = value[: addresses.LONGEST_VALUE]
    if draft.utm:
        draft.context["utm"] = draft.utm
    if draft.address.click_ids:
        draft.context["click_ids"] = dict(draft.address.click_ids)
    return None


def put_channel(draft: Draft, around: Surroundings) -> DropReason | None:
    """Channel and source of what has an address or a campaign, and the words that were searched."""
    utm, clicks = draft.utm, draft.address.click_ids
    if not (utm or draft.address.url or draft.referrer):
        return None
    came = channels.referrer(draft.referrer, draft.address.host) if draft.referrer else channels.NOBODY
    click = next((name for name, _ in clicks if name in CLICK_IDS), "")
    draft.touch = channels.touch(utm.get("source", ""), utm.get("medium", ""), utm.get("campaign", ""), click, came)
    draft.is_landing = bool(click or (draft.touch.source and utm))
    draft.search_terms = utm.get("term", "") or came.terms
    return None


def put_library(draft: Draft, around: Surroundings) -> DropReason | None:
    """Which SDK sent it, and whether that is a customer's server."""
    library = as_text(as_dict(draft.shared.get("library")).get("name"), 80)
    if library:
        draft.context["library"] = library
    draft.by_server = devices.by_server(library, as_text(draft.body.get("channel"), 20))
    return None


def _agent(draft: Draft) -> str:
    return as_text(draft.shared.get("userAgent"), 500) or as_text(draft.envelope.get("userAgent"), 500)


def put_device(draft: Draft, around: Surroundings) -> DropReason | None:
    """Device, browser and system by the browser's own name."""
    if not draft.by_server:
        draft.device = devices.read(_agent(draft))
        for name, value in zip(("device", "browser", "os"), draft.device[:3], strict=True):
            if value:
                draft.context[name] = value
    return None


def put_human(draft: Draft, around: Surroundings) -> DropReason | None:
    """How likely a person did it, by what one message tells; a customer's server is no bot, whatever it calls itself."""
    if not draft.by_server:
        draft.is_watched = draft.door == "live"
        draft.doubts = humanity.doubts(draft, _agent(draft))
    humanity.settle(draft)
    return None


def put_place(draft: Draft, around: Surroundings) -> DropReason | None:
    """Language and zone, as far as the sender says them."""
    for name in ("locale", "timezone"):
        if value := as_text(draft.shared.get(name), 60):
            draft.context[name] = value
    return None


def put_country(draft: Draft, around: Surroundings) -> DropReason | None:
    """Country: as the sender says, else by the address."""
    country = as_text(as_dict(draft.shared.get("location")).get("country"), 60)
    country = country if len(country) == 2 else around.country(draft.ip) if draft.ip else ""
    if country:
        draft.context["country"] = country.upper()
    return None


def put_company(draft: Draft, around: Surroundings) -> DropReason | None:
    """The organisation that owns the network, when it is no provider's: a hint about strangers, below whatever they say themselves.

    The network of a key account was recognised at the door, by the whole address (F047), and goes before what the files say.
    """
    named = draft.envelope.get("account")
    if named and not draft.is_bot:
        draft.context["account"] = draft.identity["account"] = named[0]
    found = "" if draft.is_bot else named[1] if named else around.company(draft.ip) if draft.ip else ""
    if found:
        draft.context["company"] = found
        draft.identity["network_company"] = found
    return None


def put_identity(draft: Draft, around: Surroundings) -> DropReason | None:
    """The ids and traits that this message gives."""
    body, found, traits = draft.body, draft.identity, _traits(draft)
    account = as_dict(body.get("traits")) if draft.kind == "group" else {}
    if draft.site_id in around.signing:
        traits, account = signed.without(traits, claims=draft.is_unsigned), signed.without(account, claims=False)
    if draft.user_id:
        found["user_id"] = draft.user_id
    email = as_text(traits.get("email"), 254) or (draft.user_id if "@" in draft.user_id else "")
    if email:
        found["email"] = email.strip()
    if phone := identifier(traits.get("phone"))[:40]:
        found["phone"] = phone
    if traits:
        found["traits"] = traits
    group_id = identifier(body.get("groupId") or draft.shared.get("groupId"))[:200]
    if group_id:
        found["group"] = {**account, "id": group_id}
    if draft.kind == "alias" and not draft.is_unsigned:
        found["previous_id"] = identifier(body.get("previousId"))[:200]
    return None


def _traits(draft: Draft) -> dict[str, Any]:
    """What is said of the person; a group call's own traits are the account's."""
    own = as_dict(draft.body.get("traits")) if draft.kind != "group" else {}
    return {**as_dict(draft.shared.get("traits")), **own}


def put_engagement(draft: Draft, around: Surroundings) -> DropReason | None:
    """Milliseconds for which a page was looked at, as the tracker measured them."""
    if draft.kind == "track" and draft.body.get("event") == ENGAGEMENT:
        given = draft.properties.get("engaged_ms")
        if isinstance(given, int | float):
            draft.engaged_ms = max(0, min(int(given), LONGEST_ENGAGEMENT_MS))
            draft.context["engaged_ms"] = draft.engaged_ms
    return None


def put_name(draft: Draft, around: Surroundings) -> DropReason | None:
    """What people call it: the event, the page's name or path, else the kind."""
    if draft.kind == "track":
        draft.name = identifier(draft.body.get("event"))[:200]
    elif draft.is_view:
        name = as_text(draft.body.get("name"), 200) or as_text(draft.properties.get("name"), 200)
        draft.name = name or draft.address.path[:200] or draft.kind
    else:
        draft.name = draft.kind
    return None


class Step(NamedTuple):
    """One step; `switch` names it in the policy, "" cannot be switched off."""

    put: Put
    switch: str = ""


STEPS: tuple[Step, ...] = (
    Step(merge_envelope), Step(put_address), Step(check_signature), Step(put_ids), Step(put_time), Step(put_page), Step(put_campaign),
    Step(put_channel, "channel"), Step(put_library), Step(put_device, "device"), Step(put_human, "human"), Step(put_place, "place"),
    Step(put_country, "country"), Step(put_company, "company"), Step(put_identity), Step(put_engagement, "engagement"), Step(put_name),
)  # fmt: skip


def run(draft: Draft, around: Surroundings) -> Dropped | None:
    """All steps that are on, up to the first that drops; a step that fails on this message drops only it."""
    for put in _on(around.policy.off):
        try:
            reason = put(draft, around)
        except Exception as error:
            return Dropped(draft, DropReason.ERROR, f"{put.__name__}: {error!r}"[:500])
        if reason:
            return Dropped(draft, reason, f"Dropped by {put.__name__}.")
    return None


@lru_cache(maxsize=1_000)
def _on(off: frozenset[str]) -> tuple[Put, ...]:
    return tuple(step.put for step in STEPS if step.switch not in off)
