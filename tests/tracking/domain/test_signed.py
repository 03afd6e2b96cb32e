"""Who may say who somebody is: the signature, over what, and what is left of a message without one."""

import hashlib
import hmac
from typing import Any

import pytest

from tests.tracking.domain.test_pipeline import NOON, SITE
from tracking.domain import pipeline
from tracking.domain.draft import Draft, Dropped
from tracking.domain.signed import SIGNATURE, Signing, is_signed, sign, subject_of, without
from tracking.domain.surroundings import Surroundings
from tracking.enums import DropReason

SECRET, BEFORE = "5" * 64, "6" * 64
REQUIRED, SHOWN = Signing((SECRET, BEFORE), True), Signing((SECRET,), False)


def digested(kind: str, body: dict[str, Any], by: Signing = REQUIRED) -> tuple[Draft, Dropped | None]:
    draft = Draft(1, "m", SITE, "live", kind, NOON, {}, body)
    return draft, pipeline.run(draft, Surroundings(signing={SITE: by}))


def identify(user: str = "u-1", signature: Any = None, **more: Any) -> dict[str, Any]:
    traits = {"email": "lena@firm.example", "phone": "+4930901820", "external_ids": {"wecom": "w"}, "plan": "pro"}
    return {"anonymousId": "a", "userId": user, "traits": traits | ({SIGNATURE: signature} if signature else {}), **more}


def test_a_signature_is_that_of_every_language() -> None:
    assert sign(SECRET, "u-1") == hmac.new(SECRET.encode(), b"u-1", hashlib.sha256).hexdigest()
    assert is_signed(REQUIRED, "u-1", f" {sign(BEFORE, 'u-1').upper()} ")


@pytest.mark.parametrize("given", [None, "", 7, [], "é", "0" * 64, sign(SECRET, "u-2"), sign("7" * 64, "u-1"), sign(SECRET, "u-1")[:-1]])
def test_what_is_no_signature(given: Any) -> None:
    assert not is_signed(REQUIRED, "u-1", given)


def test_what_has_to_be_signed() -> None:
    assert subject_of("identify", "u-1", "", {"email": "a@b.example"}) == "u-1"
    assert subject_of("identify", "", "", {"email": "a@b.example", "phone": "1"}) == "a@b.example"
    assert subject_of("page", "", "", {"plan": "pro"}) == ""
    assert subject_of("alias", "u-1", "old", {}) == "alias\nold\nu-1"
    assert subject_of("identify", "alias\nold\nu-1", "", {}) == "\n"
    assert subject_of("alias", "u-1", "old\nolder", {}) == "\n"
    assert without({"email": "x", "plan": "pro", SIGNATURE: "s"}, claims=True) == {"plan": "pro"}
    assert without({"email": "x", SIGNATURE: "s"}, claims=False) == {"email": "x"}


def test_signed_counts_as_ever_and_the_signature_is_no_trait() -> None:
    for body in (
        identify(signature=sign(SECRET, "u-1")), {**identify(), "context": {SIGNATURE: sign(BEFORE, "u-1")}},
        {**identify(), "context": {"traits": {SIGNATURE: sign(SECRET, "u-1")}}},
    ):  # fmt: skip
        draft, dropped = digested("identify", body)
        assert (dropped, draft.user_id, draft.identity["user_id"], draft.identity["email"]) == (None, "u-1", "u-1", "lena@firm.example")
        assert (SIGNATURE in draft.identity["traits"], "unsigned" in draft.context) == (False, False)


def test_unsigned_is_an_event_of_its_device_that_says_nothing_of_who_it_is() -> None:
    draft, dropped = digested("identify", identify(signature=sign(SECRET, "u-2")))
    assert (dropped, draft.anonymous_id, draft.user_id, draft.context["unsigned"]) == (None, "a", "", True)
    assert draft.identity == {"traits": {"plan": "pro"}}
    tracked, _ = digested("track", {"anonymousId": "a", "userId": "u-1", "event": "e"})
    assert (tracked.identity, tracked.name, tracked.context["unsigned"]) == ({}, "e", True)
    alias, _ = digested("alias", {"anonymousId": "a", "userId": "u-1", "previousId": "old"})
    assert alias.identity == {}
    known, _ = digested("alias", {"userId": "u-1", "previousId": "old", "context": {SIGNATURE: sign(SECRET, "alias\nold\nu-1")}})
    assert known.identity == {"user_id": "u-1", "previous_id": "old"}


def test_a_signature_of_ones_own_name_joins_nobody() -> None:
    """A userId is chosen: that of mallory may be `victim:mallory`, and an alias written out is nobody's."""
    own = sign(SECRET, "victim:mallory")
    alias, _ = digested("alias", {"anonymousId": "a", "userId": "mallory", "previousId": "victim", "context": {SIGNATURE: own}})
    assert alias.identity == {}
    written = "alias\nvictim\nmallory"
    draft, _ = digested("identify", {"anonymousId": "a", "userId": written, "context": {SIGNATURE: sign(SECRET, written)}})
    assert (draft.user_id, draft.context["unsigned"]) == ("", True)
    assert not is_signed(REQUIRED, "\n", sign(SECRET, "\n"))


@pytest.mark.parametrize("lent", ["user:u-1", "person:0199c2f0-0000-7000-8000-000000000000"])
def test_a_device_that_is_named_as_only_we_name_them_is_a_claim(lent: str) -> None:
    """`user:u-1` is what stands for the devices of u-1 that the server told of: whoever says it says to be u-1."""
    draft, dropped = digested("track", {"anonymousId": lent, "event": "e"})
    assert dropped is not None
    assert (dropped.reason, draft.anonymous_id) == (DropReason.NOT_SIGNED, "user:")
    signed = {"anonymousId": lent, "userId": "u-2", "event": "e", "context": {SIGNATURE: sign(SECRET, "u-2")}}
    assert digested("track", signed)[1] is not None
    shown, dropped = digested("track", {"anonymousId": lent, "event": "e"}, SHOWN)
    assert (dropped, shown.anonymous_id, shown.context["unsigned"]) == (None, lent, True)
    own = {"anonymousId": "user:u-1", "userId": "u-1", "event": "e", "context": {SIGNATURE: sign(SECRET, "u-1")}}
    kept, dropped = digested("track", own)
    assert (dropped, kept.anonymous_id, kept.user_id) == (None, "user:u-1", "u-1")


def test_a_group_is_signed_as_everything_is() -> None:
    traits = {"name": "Acme", SIGNATURE: sign(SECRET, "u-1")}
    draft, dropped = digested("group", {"userId": "u-1", "groupId": "acme", "traits": traits})
    assert (dropped, draft.user_id, draft.identity["group"]) == (None, "u-1", {"name": "Acme", "id": "acme"})
    unsigned, dropped = digested("group", {"userId": "u-1", "anonymousId": "a", "groupId": "acme", "traits": {"name": "Acme"}})
    assert (dropped, unsigned.user_id, unsigned.context["unsigned"]) == (None, "", True)


def test_without_a_device_it_is_refused() -> None:
    draft, dropped = digested("identify", {**identify(), "anonymousId": None})
    assert dropped is not None
    assert (dropped.reason, draft.anonymous_id) == (DropReason.NOT_SIGNED, "user:")


def test_shown_counts_all_the_same() -> None:
    draft, dropped = digested("identify", identify(), SHOWN)
    assert (dropped, draft.identity["user_id"], draft.identity["phone"], draft.context["unsigned"]) == (None, "u-1", "+4930901820", True)


def test_who_says_nothing_of_who_it_is_need_not_sign() -> None:
    draft, dropped = digested("page", {"anonymousId": "a", "context": {"traits": {"plan": "pro"}}})
    assert (dropped, "unsigned" in draft.context, draft.identity) == (None, False, {"traits": {"plan": "pro"}})
