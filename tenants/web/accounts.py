"""allauth's adapter and form: accounts come by invitation, names are asked for."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import SignupForm
from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class NamedSignupForm(SignupForm):  # type: ignore[misc]
    """Sign-up with a name: colleagues read it on leads and in the audit log."""

    field_order = ("name", "email", "password1", "password2")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = forms.CharField(
            label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True})
        )
        self.fields["name"] = name
        self.order_fields(self.field_order)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Sign-up needs an invitation, which the invitation's page keeps in the session."""
        return "invitation" in request.session

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Back to the invitation, to accept it."""
        token = request.session.get("invitation")
        return reverse("public:invitation", args=[token]) if token else "/"

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user.name = form.cleaned_data.get("name", "").strip() or form.cleaned_data.get("email", "").split("@")[0]
        user.language = getattr(request, "LANGUAGE_CODE", "")
        return super().save_user(request, user, form, commit)
