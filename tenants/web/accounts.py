"""allauth's adapter: accounts come by invitation, names are asked for."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Sign-up needs an invitation, which the invitation's page keeps in the session."""
        return "invitation" in request.session

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user.name = user.name or form.cleaned_data.get("email", "").split("@")[0]
        return super().save_user(request, user, form, commit)
