"""What ad platforms match people by: SHA-256 of the normal form (F025, pure)."""

import hashlib
import re

COLUMNS = ("email_sha256", "phone_sha256")


def _hex(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def email(text: str) -> str:
    """Lower case, no white space, hashed; "" for none."""
    plain = "".join(text.split()).lower()
    return _hex(plain) if "@" in plain else ""


def phone(text: str) -> str:
    """E.164 (a plus and digits), hashed; "" for a number without its country."""
    plain = re.sub(r"[^\d+]", "", text)
    return _hex(plain) if re.fullmatch(r"\+\d{7,15}", plain) else ""
