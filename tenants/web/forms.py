"""Forms of the settings pages."""

import zoneinfo

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.enums import KeyKind, Role
from tenants.models import Workspace

CONTROL = {"class": "form-control"}
SELECT = {"class": "form-select"}


def _zones() -> list[tuple[str, str]]:
    """Region/City names only: the old abbreviations mislead."""
    return [(zone, zone.replace("_", " ")) for zone in sorted(zoneinfo.available_timezones()) if "/" in zone or zone == "UTC"]


class WorkspaceForm(forms.ModelForm):  # type: ignore[type-arg]
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=_zones,
        widget=forms.Select(attrs=SELECT),
        help_text=_("Times on every page, and the days of every report."),
    )

    class Meta:
        model = Workspace
        fields = ("name", "time_zone", "postal_address")
        labels = {"name": _("Name"), "postal_address": _("Postal address")}
        help_texts = {"postal_address": _("Stands under every mail. Most countries ask for it.")}
        widgets = {"name": forms.TextInput(attrs=CONTROL), "postal_address": forms.Textarea(attrs={**CONTROL, "rows": 3})}


class InvitationForm(forms.Form):
    email = forms.CharField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={**CONTROL, "placeholder": "lena@example.com", "autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.MARKETER, widget=forms.Select(attrs=SELECT))


class KeyForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={**CONTROL, "placeholder": _("What will use it")}))
    kind = forms.ChoiceField(label=_("Kind"), choices=KeyKind.choices, initial=KeyKind.SECRET, widget=forms.Select(attrs=SELECT))
