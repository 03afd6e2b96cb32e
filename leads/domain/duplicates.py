"""Are two known people one? Match keys find candidates by equality; `judge` says how sure, and why (pure)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from anyascii import anyascii
from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein

from leads.domain import contacts, misspelt
from leads.domain.identity import Key, compatible

# Stands before every match key in the table of grams, so that no search finds one.
MARK = "\ue000"
# Fewer points are no likeness worth a look.
LEAST = 40
MOST_KEYS = 12
PLUS_MAIL = frozenset({"gmail.com", "outlook.com", "hotmail.com", "icloud.com", "fastmail.com", "proton.me", "protonmail.com"})
DOTLESS_MAIL = frozenset({"gmail.com"})
SAME_MAIL = {"googlemail.com": "gmail.com", "me.com": "icloud.com", "mac.com": "icloud.com", "pm.me": "proton.me"}
# Domains that people mistype; a domain one slip away from one of them, and none itself, is meant to be it.
OFTEN = ("gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "qq.com", "163.com", "126.com")
LEGAL = re.compile(
    r"\b(inc|ltd|llc|gmbh|ag|kg|se|sa|sas|sarl|srl|bv|nv|oy|ab|plc|corp|corporation|company|co|holding|holdings|group|limited|kk|pte|pty)\b"
)
LEGAL_HAN = re.compile(r"(股份)?有限(责任)?公司|集团|公司|株式会社")
WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Finding:
    """How sure (0–100), and why: [{"kind", "one", "other", "points"}], the strongest first."""

    confidence: int
    evidence: list[dict[str, Any]]


def canonical_email(address: str) -> str:
    """Where mail to this address ends up: without a +tag, without dots where the provider ignores them, without a slip in the domain."""
    local, _, domain = address.lower().partition("@")
    domain = meant_domain(SAME_MAIL.get(domain, domain))
    if domain in PLUS_MAIL or contacts.company_domain(address):
        local = local.partition("+")[0] or local
    if domain in DOTLESS_MAIL:
        local = local.replace(".", "")
    return f"{local}@{domain}" if local and domain else ""


def meant_domain(domain: str) -> str:
    if domain in contacts.FREE_MAIL or len(domain) < 6:
        return domain
    return next((often for often in OFTEN if len(often) > 6 and DamerauLevenshtein.distance(domain, often, score_cutoff=1) == 1), domain)


def name_words(name: str) -> list[str]:
    """A name in Latin letters, lower case: 王伟 and “Wang Wei” are ["wang", "wei"]; each 汉字 is a word."""
    spaced = "".join(f" {anyascii(char)} " if ord(char) > 0x2E7F else char for char in name)
    return WORD.findall(anyascii(spaced).lower())


def letters(name: str) -> str:
    """The same for every order of the words and every way to space a Chinese given name."""
    return "".join(sorted("".join(name_words(name))))


def company_key(row: Mapping[str, Any]) -> str:
    """A company without its legal form; the domain of a business address where there is no name."""
    text = LEGAL_HAN.sub(" ", row["company_name"])
    plain = LEGAL.sub(" ", anyascii(text).lower())
    return "".join(WORD.findall(plain))[:60]


def match_keys(row: Mapping[str, Any]) -> list[str]:
    """The keys under which this person meets those they may be one with."""
    found = []
    if row["phone"]:
        found.append("p:" + digits(row["phone"]))
    if row["email"]:
        found.append("m:" + canonical_email(row["email"])[:120])
    spelled, domain, company = letters(row["name"]), contacts.company_domain(row["email"]), company_key(row)
    if len(spelled) > 3:
        found += [f"n:{spelled}|{place}" for place in dict.fromkeys((domain, company)) if place]
    if len(name_words(row["name"])) > 1:
        # Colleagues whose names begin alike in any two words: near spellings meet here.
        starts = sorted({word[:2] for word in name_words(row["name"])})[:3]
        found += [f"c:{place}|{start}" for place in dict.fromkeys((domain, company)) if place for start in starts]
    slips = misspelt.keys(_latin(row)) if contacts.is_free_mail(row["email"]) and not company else []
    return [MARK + key for key in [*list(dict.fromkeys(found))[:MOST_KEYS], *(f"s:{slip}" for slip in slips)]]


def _latin(row: Mapping[str, Any]) -> list[str]:
    """The words of a name that is written in Latin letters: 王伟 and 王威 sound alike and are two."""
    return name_words(row["name"]) if all(ord(char) <= 0x2E7F for char in row["name"]) else []


def digits(phone: str) -> str:
    """The last eight digits: a number with and without its country code, with and without a leading zero."""
    return re.sub(r"\D", "", phone)[-8:]


def same_number(one: str, other: str) -> bool:
    """Where both say their country every digit counts: two mobiles of one country may end in the same eight (138… and 139… in China).
    Where one does not say it, its last eight digits are all that can be compared."""
    if one.startswith("+") and other.startswith("+"):
        return (contacts.phone(one) or one) == (contacts.phone(other) or other)
    return digits(one) == digits(other)


def judge(one: Mapping[str, Any], other: Mapping[str, Any], keys: tuple[Iterable[Key], Iterable[Key]]) -> Finding | None:
    """Weigh what speaks for one human. Different user ids speak against it; None when it is too little to look at."""
    said = (_email(one, other), _phone(one, other), _name(one, other), _local(one, other))
    found = [evidence for evidence in said if evidence]
    if not found:
        return None
    unlike = 1.0
    for evidence in found:
        unlike *= 1 - evidence["points"] / 100
    sure = 100 * (1 - unlike)
    if not compatible([k for k in keys[0] if k[0] == "user_id"], [k for k in keys[1] if k[0] == "user_id"]):
        found.append({"kind": "user_ids", "one": "", "other": "", "points": -30})
        sure *= 0.7
    confidence = min(99, round(sure))
    return Finding(confidence, sorted(found, key=lambda e: -e["points"])) if confidence >= LEAST else None


def _told(kind: str, one: str, other: str, points: int) -> dict[str, Any]:
    return {"kind": kind, "one": one, "other": other, "points": points}


def _email(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any] | None:
    a, b = one["email"], other["email"]
    if not a or not b or canonical_email(a) != canonical_email(b):
        return None
    slip = meant_domain(a.partition("@")[2]) != a.partition("@")[2] or meant_domain(b.partition("@")[2]) != b.partition("@")[2]
    return _told("email_slip" if slip else "email_spelling", a, b, 85 if slip else 92)


def _phone(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any] | None:
    a, b = one["phone"], other["phone"]
    if not a or not b or not same_number(a, b):
        return None
    return _told("phone", a, b, 70)


def _name(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any] | None:
    a, b = name_words(one["name"]), name_words(other["name"])
    if not a or not b:
        return None
    place = _place(one, other)
    ratio = fuzz.token_sort_ratio(" ".join(a), " ".join(b))
    if letters(one["name"]) == letters(other["name"]) and (sorted(a) == sorted(b) or _rearranged(a, b)):
        kind = "name" if one["name"].casefold() == other["name"].casefold() else "name_order"
        return _told(kind, one["name"], other["name"], 72 if place else 30)
    if place and ratio >= 86:
        return _told("name_near", one["name"], other["name"], int(ratio) - 30)
    if place and _initials(a, b):
        return _told("name_initials", one["name"], other["name"], 45)
    if not place and misspelt.near(_latin(one), _latin(other)):
        return _told("name_slip", one["name"], other["name"], 25)
    return None


def _local(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any] | None:
    """Addresses at providers that begin alike, of two whose names are the same or one slip apart."""
    a, b = one["email"], other["email"]
    if not (contacts.is_free_mail(a) and contacts.is_free_mail(b)) or canonical_email(a) == canonical_email(b):
        return None
    words, others = _latin(one), _latin(other)
    same = bool(misspelt.spelled(words)) and misspelt.spelled(words) == misspelt.spelled(others)
    if not same and not misspelt.near(words, others):
        return None
    points = misspelt.local_points(a.partition("@")[0].partition("+")[0], b.partition("@")[0].partition("+")[0])
    return _told("email_near", a, b, points) if points else None


def _rearranged(a: list[str], b: list[str]) -> bool:
    """“xiao ming zhang” and “zhang xiaoming”: the same words, spaced and ordered otherwise."""
    whole = "".join(b)
    turns = [b[i:] + b[:i] for i in range(len(b))]
    mine = ["".join(a[i:] + a[:i]) for i in range(len(a))]
    return whole in mine or any("".join(turn) in mine for turn in turns)


def _initials(a: list[str], b: list[str]) -> bool:
    """“L. Fischer” and “Lena Fischer”."""
    return len(a) == len(b) > 1 and a[-1] == b[-1] and len(a[-1]) > 2 and (a[0].startswith(b[0]) or b[0].startswith(a[0]))


def _place(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether both are at one company."""
    if one["company_id"] and one["company_id"] == other["company_id"]:
        return True
    a, b = company_key(one), company_key(other)
    return bool(a and b) and (a == b or fuzz.ratio(a, b) >= 90)


def grows(before: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]]) -> bool:
    """Whether evidence of a kind has come that was not there when the pair was dismissed."""
    return bool({e["kind"] for e in now if e["points"] > 0} - {e["kind"] for e in before})
