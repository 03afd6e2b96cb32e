"""Forms of the campaign pages."""

from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from campaigns.domain.variants import Source

CONTROL = {"class": "form-control"}


class TemplateForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs=CONTROL))
    key = forms.CharField(
        label=_("Key of the template"), max_length=60, widget=forms.TextInput(attrs={**CONTROL, "placeholder": "spring-offer"}),
        help_text=_("Journeys name the template by it: a-z, 0-9 and hyphens."),
    )  # fmt: skip


class SuppressionForm(forms.Form):
    address = forms.CharField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={**CONTROL, "placeholder": "lena@example.com"})
    )
    detail = forms.CharField(label=_("Why"), max_length=300, required=False, widget=forms.TextInput(attrs=CONTROL))


@dataclass(frozen=True)
class Written:
    """What stands in the editor."""

    source: Source
    variants: dict[str, dict[str, str]]


def written(post: QueryDict) -> Written:
    """The editor's fields. A variant without a key, or whose fields are all empty, is none."""
    rows = zip(post.getlist("variant_key"), post.getlist("variant_subject"), post.getlist("variant_mjml"), strict=False)
    variants = {
        key.strip().lower(): {name: text for name, text in (("subject", subject), ("mjml", _lines(mjml))) if text.strip()}
        for key, subject, mjml in rows
        if key.strip() and (subject.strip() or mjml.strip())
    }
    return Written(Source(post.get("subject", "").strip(), _lines(post.get("mjml", ""))), variants)


def _lines(text: str) -> str:
    """Browsers send CRLF; line numbers and versions do not depend on it."""
    return text.replace("\r\n", "\n")
