"""A way out for mail during which something else happens."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.core.mail.backends.locmem import EmailBackend


class Backend(EmailBackend):
    """Keeps mails in django.core.mail.outbox. What stands in `meanwhile` is done while the first of them is handed over, once."""

    meanwhile: ClassVar[list[Callable[[], None]]] = []

    def send_messages(self, messages: Sequence[Any]) -> int:
        while self.meanwhile:
            self.meanwhile.pop()()
        return int(super().send_messages(messages))
