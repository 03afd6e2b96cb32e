"""`manage.py facts`: print the wiring table, who hears what."""

from typing import Any

from django.core.management.base import BaseCommand

from kernel.facts import HANDLERS, name_of


class Command(BaseCommand):
    help = "Print which handler hears which fact."

    def handle(self, *args: Any, **options: Any) -> None:
        for handler, (kind, _) in sorted(HANDLERS.items(), key=lambda item: name_of(item[1][0])):
            self.stdout.write(f"{name_of(kind):<32} → {handler}")
