"""Who may say who somebody is: a write key is public, so a site may ask that its server signs what it says of its users (pure).

The signature is HMAC-SHA256 with the site's secret, in hex, over the userId; without one over the e-mail address, else the phone number,
as they are sent. Of an alias over `previousId:userId`. It travels as `context.userSignature` or as a trait `userSignature`, which every
SDK can send.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SIGNATURE = "userSignature"
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
    return bool(given) and given.isascii() and any(hmac.compare_digest(sign(secret, subject), given) for secret in by.secrets)


def subject_of(kind: str, user_id: str, previous_id: str, traits: Mapping[str, Any]) -> str:
    """What has to be signed of a message; "" when it says nothing of who somebody is."""
    if kind == "alias":
        return f"{previous_id}:{user_id}"
    return user_id or next((str(traits[name]) for name in ("email", "phone", "external_ids") if traits.get(name)), "")


def without(traits: Mapping[str, Any], claims: bool) -> dict[str, Any]:
    """The traits without their signature; with `claims` also without what says who somebody is."""
    return {name: value for name, value in traits.items() if name != SIGNATURE and not (claims and name in CLAIMS)}
