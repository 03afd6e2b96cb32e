"""Can they be reached? By the form of an address or a number, by lists that are part of the program, and by what later apps know against
an address (unsubscribed, bounced …), and by proof that they were reached there: nobody is asked (F167).

Throw-away domains are those of the list disposable-email-domains; free mailboxes those of leads.domain.contacts.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import phonenumbers
from disposable_email_domains import blocklist
from phonenumbers import PhoneNumberType

from leads.domain import contacts

# Mailboxes of a function: several people read them, and none of them asked.
ROLES = frozenset(
    """
    info sales support admin administrator contact office hello marketing service help helpdesk billing accounts accounting finance hr jobs
    career careers press media team webmaster postmaster hostmaster abuse noreply no-reply donotreply newsletter enquiries inquiries
    kontakt buero vertrieb buchhaltung einkauf bewerbung kefu shichang xiaoshou
    """.split()  # noqa: SIM905
)
PROVEN, GOOD, WEAK, BAD = "proven", "good", "warn", "bad"
RANK = {"": 0, BAD: 1, WEAK: 2, GOOD: 3, PROVEN: 4}
# What a proof makes of an address and of a number that nothing speaks against.
CONFIRMED, REACHED_BY_CALL = "confirmed", "reached"
# Nobody judges it, so nothing speaks against it: no gate holds back for a check that is switched off.
UNCHECKED = "unchecked"
ALL_ON: frozenset[str] = frozenset()
REACHED = {PhoneNumberType.MOBILE: "mobile", PhoneNumberType.FIXED_LINE: "fixed_line", PhoneNumberType.FIXED_LINE_OR_MOBILE: "line"}
COSTLY = (PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.PAGER, PhoneNumberType.UAN, PhoneNumberType.VOICEMAIL)


@dataclass(frozen=True)
class Reach:
    """`state`: "" when nothing was given, else confirmed, valid, free, role, disposable, invalid, or the reason of a suppression (mail);
    reached, mobile, fixed_line, line, voip, costly, invalid (phone); unchecked where the workspace does not judge. `level` is proven,
    good, warn or bad."""

    state: str = ""
    level: str = ""


@dataclass(frozen=True)
class Contactability:
    email: Reach
    phone: Reach

    @property
    def reachable(self) -> bool:
        """Whether anything of it is worth a try: the gate before sales work."""
        return self.rank >= RANK[GOOD]

    @property
    def rank(self) -> int:
        """The better of the two as a number: 0 nothing given, 1 bad, 2 with doubts, 3 good, 4 proven."""
        return max(RANK[self.email.level], RANK[self.phone.level])


@lru_cache(maxsize=20_000)
def of_email(text: str, off: frozenset[str] = ALL_ON) -> Reach:
    """Of an address as typed. `off`: switches of tracking.domain.policy that are off."""
    if not text.strip():
        return Reach()
    if "email" in off:
        return Reach(UNCHECKED, GOOD)
    address = contacts.email(text)
    if not address:
        return Reach("invalid", BAD)
    local, _, host = address.rpartition("@")
    if "disposable" not in off and is_disposable(host):
        return Reach("disposable", BAD)
    if local.partition("+")[0] in ROLES:
        return Reach("role", WEAK)
    return Reach("free", WEAK) if "free_mail" not in off and contacts.is_free_mail(address) else Reach("valid", GOOD)


def is_disposable(host: str) -> bool:
    """Whether the host, or the domain it is registered under, is on the list of throw-away mail."""
    return host in blocklist or (contacts.SUFFIXES.privatesuffix(host) or "") in blocklist


@lru_cache(maxsize=20_000)
def of_phone(text: str, off: frozenset[str] = ALL_ON) -> Reach:
    """Of a number as typed. `off`: switches of tracking.domain.policy that are off."""
    if not text.strip():
        return Reach()
    if "phone" in off:
        return Reach(UNCHECKED, GOOD)
    number = contacts.phone(text)
    if not number:
        return Reach("invalid", BAD)
    found = phonenumbers.parse(number)
    if not phonenumbers.is_valid_number(found):
        return Reach("invalid", BAD)
    kind = phonenumbers.number_type(found)
    if kind in COSTLY:
        return Reach("costly", WEAK)
    return Reach(REACHED.get(kind, "voip" if kind == PhoneNumberType.VOIP else "line"), WEAK if kind == PhoneNumberType.VOIP else GOOD)


def of(email: str, phone: str, block: str = "", proven: Collection[str] = (), off: frozenset[str] = ALL_ON) -> Contactability:
    """`block`: why nobody may write to the address, whatever its form. `proven`: keys (leads.domain.contactability.keys) at which somebody
    was reached: they lift what is good or doubtful, never what is bad (a throw-away box answers today and is gone tomorrow)."""
    mail = Reach(block, BAD) if block and email.strip() else of_email(email, off)
    return Contactability(
        _lifted(mail, CONFIRMED, _mail_key(email) in proven), _lifted(of_phone(phone, off), REACHED_BY_CALL, _phone_key(phone) in proven)
    )


def _lifted(reach: Reach, state: str, proven: bool) -> Reach:
    return Reach(state, PROVEN) if proven and reach.level in (WEAK, GOOD) else reach


def _mail_key(text: str) -> str:
    return contacts.email(text).lower()


def _phone_key(text: str) -> str:
    return contacts.phone(text)


def keys(email: str, phone: str) -> set[str]:
    """Under which a proof of this address and this number is kept: the address in lower case, the number as E.164."""
    return {key for key in (_mail_key(email), _phone_key(phone)) if key}


LEVELS = {
    CONFIRMED: PROVEN,
    REACHED_BY_CALL: PROVEN,
    "valid": GOOD,
    "free": WEAK,
    "role": WEAK,
    "mobile": GOOD,
    "fixed_line": GOOD,
    "line": GOOD,
    UNCHECKED: GOOD,
    "voip": WEAK,
    "costly": WEAK,
}


def read(email_reach: str, phone_reach: str) -> Contactability:
    """Out of the columns of a person."""
    return Contactability(*(Reach(state, LEVELS.get(state, BAD) if state else "") for state in (email_reach, phone_reach)))


def stored(email: str, phone: str, block: str = "", proven: Collection[str] = (), off: frozenset[str] = ALL_ON) -> dict[str, Any]:
    """The columns of a person: {"email_reach", "phone_reach", "contactability"}."""
    found = of(email, phone, block, proven, off)
    return {"email_reach": found.email.state, "phone_reach": found.phone.state, "contactability": found.rank}


Blocks = Callable[[Iterable[str]], Mapping[str, str]]
BLOCKS: list[Blocks] = []


def lend(blocks: Blocks) -> None:
    """Say why nobody may write to some addresses (lower case): addresses → address → reason, a value of leads.enums.EmailReach."""
    BLOCKS.append(blocks)


def blocked(addresses: Collection[str]) -> dict[str, str]:
    """Address → reason, of all that were lent; no question without addresses."""
    return {address: reason for blocks in BLOCKS for address, reason in blocks(addresses).items()} if addresses else {}
