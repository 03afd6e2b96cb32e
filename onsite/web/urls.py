"""Addresses of the pages under /w/<workspace>/."""

from typing import Any

from django.urls import URLPattern, path

from onsite.web import hesitation, items, key_accounts, messages, slots, why
from onsite.web.desk import Desk


def _pages(desk: Desk[Any]) -> list[URLPattern]:
    """`messages`, `message`, `save_message` …; the same of slots."""
    name, given = desk.kind.name, {"desk": desk}
    every = f"onsite/{name}s"
    one = f"{every}/<uuid:{desk.argument}>"
    return [
        path(every, items.show, given, name=f"{name}s"),
        path(f"{every}/export.csv", items.export, given, name=f"export_{name}s"),
        path(f"{every}/new", items.create, given, name=f"new_{name}"),
        path(one, items.one, given, name=name),
        path(f"{one}/save", items.save, given, name=f"save_{name}"),
        path(f"{one}/review", items.review, given, name=f"review_{name}"),
        path(f"{one}/publish", items.publish, given, name=f"publish_{name}"),
        path(f"{one}/state", items.state, given, name=f"{name}_state"),
        path(f"{one}/preview", items.preview, given, name=f"preview_{name}"),
    ]


app_name = "onsite"
urlpatterns = [
    *_pages(messages.DESK),
    *_pages(slots.DESK),
    path("onsite/accounts", key_accounts.show, name="accounts"),
    path("onsite/accounts/new", key_accounts.add, name="add_account"),
    path("onsite/accounts/<uuid:key_account_id>", key_accounts.change, name="account"),
    path("onsite/accounts/<uuid:key_account_id>/remove", key_accounts.remove, name="remove_account"),
    path("onsite/why", why.show, name="why"),
    path("onsite/hesitation", hesitation.show, name="hesitation"),
    path("onsite/hesitation/save", hesitation.save, name="save_hesitation"),
    path("onsite/audiences", hesitation.export_chosen, name="export_chosen"),
    path("onsite/audiences/<uuid:segment_id>", hesitation.export, name="export"),
]
