"""E-mail addresses, phone numbers and company domains in one normal form each; "" for what is none. No network."""

import re
from functools import lru_cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from publicsuffixlist import PublicSuffixList

from leads.domain.names import clean

FREE_MAIL = frozenset(
    """
    gmail.com googlemail.com outlook.com hotmail.com live.com msn.com hotmail.co.uk hotmail.fr hotmail.de outlook.de outlook.fr
    live.cn yahoo.com yahoo.co.uk yahoo.co.jp yahoo.fr yahoo.de yahoo.com.br yahoo.com.cn yahoo.cn ymail.com rocketmail.com aol.com
    icloud.com me.com mac.com proton.me protonmail.com pm.me tutanota.com tuta.io zoho.com zohomail.com fastmail.com hey.com gmx.com
    gmx.net gmx.de gmx.at gmx.ch web.de t-online.de freenet.de mail.com email.com mail.ru yandex.ru yandex.com bk.ru inbox.ru list.ru
    qq.com vip.qq.com foxmail.com 163.com vip.163.com 126.com yeah.net sina.com sina.cn vip.sina.com sohu.com 139.com 189.cn wo.cn
    tom.com 21cn.com aliyun.com naver.com daum.net hanmail.net orange.fr wanadoo.fr free.fr laposte.net libero.it virgilio.it
    uol.com.br bol.com.br terra.com.br rediffmail.com btinternet.com comcast.net
    """.split()  # noqa: SIM905
)
SUFFIXES = PublicSuffixList()


# What nearly every address looks like; the rest is left to the library, which knows quoting, Unicode and special names.
PLAIN = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
SPECIAL = (".local", ".localhost", ".invalid", ".onion", ".arpa")


@lru_cache(maxsize=50_000)
def _email(text: str) -> str:
    lower = text.lower()
    if len(lower) <= 254 and PLAIN.fullmatch(lower) and lower.find("@") <= 64 and not lower.endswith(SPECIAL):
        return lower
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=True, test_environment=True)
    except EmailNotValidError:
        return ""
    return found.normalized.lower()[:254]


def email(text: object) -> str:
    """The address in lower case, checked by its form only."""
    plain = clean(text, 320)
    return _email(plain) if "@" in plain else ""


@lru_cache(maxsize=20_000)
def _phone(text: str, country: str) -> str:
    try:
        found = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(found):
        return ""
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def phone(text: object, country: str = "") -> str:
    """E.164. Without a country code in the number, `country` says whose it is; bare Chinese mobile numbers are taken as such."""
    plain = clean(text, 60)
    digits = "".join(char for char in plain if char.isdigit())
    if not plain.startswith("+") and not country and len(digits) == 11 and digits[0] == "1" and digits[1] in "3456789":
        country = "CN"
    return _phone(plain, country.upper()) if digits else ""


def country(text: object) -> str:
    """Two letters in upper case, or ""."""
    plain = clean(text, 60).upper()
    return plain if len(plain) == 2 and plain.isascii() and plain.isalpha() else ""


@lru_cache(maxsize=20_000)
def company_domain(address: str) -> str:
    """The registered domain behind an address; "" for free mail and for what is under no public suffix."""
    host = address.rpartition("@")[2]
    if not host or host in FREE_MAIL:
        return ""
    domain = SUFFIXES.privatesuffix(host) or ""
    return "" if domain in FREE_MAIL else domain


def is_free_mail(address: str) -> bool:
    return address.rpartition("@")[2].lower() in FREE_MAIL


def company_name(domain: str) -> str:
    """A first name for a company of which only the domain is known."""
    return domain.partition(".")[0].replace("-", " ").title()
