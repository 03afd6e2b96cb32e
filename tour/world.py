"""The instance under tour: its address, keys and people, with the few ways in which the tour talks to it."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import requests

T = TypeVar("T")
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"


class Broken(AssertionError):
    """Something was not as promised."""


def expect(found: object, wanted: object, what: str) -> None:
    if found != wanted:
        raise Broken(f"{what}: expected {wanted!r}, found {found!r}")


@dataclass
class World:
    """What the tour knows; `notes` is what one step leaves for the next."""

    url: str
    workspace: dict[str, Any]
    stranger: dict[str, Any]
    notes: dict[str, Any] = field(default_factory=dict)

    def person(self, role: str) -> dict[str, str]:
        return next(user for user in self.workspace["users"] if user["role"] == role)

    def collect(self, path: str, **message: Any) -> dict[str, Any]:
        """Send one message as a browser would: text/plain with the key in the body."""
        body = {**message, "writeKey": self.workspace["write_key"]}
        headers = {"Content-Type": "text/plain", "User-Agent": CHROME}
        answer = requests.post(f"{self.url}{path}", json=body, headers=headers, timeout=30)
        expect(answer.status_code, 200, f"POST {path} ({answer.text[:300]})")
        return answer.json()  # type: ignore[no-any-return]

    def api(self, method: str, path: str, status: int = 200, key: str = "", **kwargs: Any) -> Any:
        """A REST call with the secret key."""
        headers = {"Authorization": f"Bearer {key or self.workspace['secret_key']}"}
        answer = requests.request(method, f"{self.url}/api/v1{path}", headers=headers, timeout=30, **kwargs)
        expect(answer.status_code, status, f"{method} {path} ({answer.text[:300]})")
        return answer.json() if answer.content else None

    def browser(self, role: str) -> requests.Session:
        """A signed-in session of the member with this role."""
        session, user = requests.Session(), self.person(role)
        page = session.get(f"{self.url}/accounts/login/", timeout=30)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        expect(bool(token), True, "the sign-in form")
        form = {"login": user["email"], "password": user["password"], "csrfmiddlewaretoken": token.group(1) if token else ""}
        answer = session.post(f"{self.url}/accounts/login/", data=form, headers={"Referer": page.url}, timeout=30)
        expect("sessionid" in session.cookies, True, f"sign-in of {user['email']} (ended at {answer.url})")
        return session

    def page(self, session: requests.Session, path: str, status: int = 200) -> str:
        answer = session.get(f"{self.url}/w/{self.workspace['slug']}/{path}", timeout=30)
        expect(answer.status_code, status, f"page {path or 'Home'}")
        return answer.text


def soon(ask: Callable[[], T | None], what: str, seconds: float = 20) -> tuple[T, float]:
    """What `ask` answers as soon as it answers anything, and after how many seconds."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        found = ask()
        if found:
            return found, time.monotonic() - began
        time.sleep(0.2)
    raise Broken(f"{what} did not happen within {seconds:.0f} s")
