"""Who may say who somebody is: a write key is public, so a site may ask that its server signs what it says of its users (pure).

The signature is HMAC-SHA256 with the site's secret, in hex, over the userId; without one over the e-mail address, else the phone number,
as they are sent. Of an alias over the three lines `alias`, previousId, userId: nobody is called so, since what holds a line break is
vouched for by nobody. It travels as `context.userSignature` or as a trait `userSignature`, which every SDK can send.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SIGNATURE = "userSignature"
# Devices that we name ourselves: of a user without a device, of a person without a visit. Whoever says to be one says to be them.
OURS = ("user:", "person:")
NOBODY = "\n"
# What of the traits says who somebody is, and not what they are like.
CLAIMS = frozenset({"email", "phone", "external_ids"})


@dataclass(frozen=True)
class Signing:
    """`secrets`: the one of now, and for a while the one before. Without `required` what is not signed is shown and counts all the same."""

    secrets: tuple[str, ...]
    required: bool


def make_secret() -> str:
    """256 random bits in hex."""
    return secrets.token_hex(32)


def sign(secret: str, subject: str) -> str:
    return hmac.new(secret.encode(), subject.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def is_signed(by: Signing, subject: str, signature: object) -> bool:
    """Whether one of the secrets made `signature` of `subject`."""
    given = signature.strip().lower() if isinstance(signature, str) else ""
    if subject == NOBODY or not given or not given.isascii():
        return False
    return any(hmac.compare_digest(sign(secret, subject), given) for secret in by.secrets)


def subject_of(kind: str, user_id: str, previous_id: str, traits: Mapping[str, Any]) -> str:
    """What has to be signed of a message; "" when it says nothing of who somebody is, NOBODY when no signature can vouch for it."""
    said = user_id or next((str(traits[name]) for name in ("email", "phone", "external_ids") if traits.get(name)), "")
    if "\n" in said or (kind == "alias" and "\n" in previous_id):
        return NOBODY
    return f"alias\n{previous_id}\n{user_id}" if kind == "alias" else said


def is_claimed(anonymous_id: str, user_id: str) -> bool:
    """Whether a device is named as only we name them, and not as that of this user."""
    return anonymous_id.startswith(OURS) and anonymous_id != f"user:{user_id}"


def without(traits: Mapping[str, Any], claims: bool) -> dict[str, Any]:
    """The traits without their signature; with `claims` also without what says who somebody is."""
    return {name: value for name, value in traits.items() if name != SIGNATURE and not (claims and name in CLAIMS)}
