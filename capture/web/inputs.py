"""Django forms of the capture pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from capture.actions.occasions import Plan
from capture.domain.files import KINDS
from capture.enums import OccasionKind
from capture.models import Occasion

CONTROL, SELECT = {"class": "form-control"}, {"class": "form-select"}
MOMENT = forms.DateTimeInput(attrs={**CONTROL, "type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class AssetForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs=CONTROL))
    file = forms.FileField(
        label=_("File"), widget=forms.FileInput(attrs={**CONTROL, "accept": ",".join(f".{kind}" for kind in KINDS)}),
        help_text=_("PDF, office documents, pictures, MP4, CSV, EPUB or ZIP; at most 50 MB."),
    )  # fmt: skip
    description = forms.CharField(
        label=_("Description"), max_length=500, required=False, widget=forms.Textarea(attrs={**CONTROL, "rows": 2})
    )
    gate = forms.ChoiceField(label=_("Who gets it"), required=False, widget=forms.Select(attrs=SELECT))

    def __init__(self, *args: Any, gates: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gate"].choices = gates  # type: ignore[attr-defined]


class AssetChangeForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs=CONTROL))
    description = forms.CharField(
        label=_("Description"), max_length=500, required=False, widget=forms.Textarea(attrs={**CONTROL, "rows": 2})
    )
    file = forms.FileField(
        label=_("A newer file"), required=False,
        widget=forms.FileInput(attrs={**CONTROL, "accept": ",".join(f".{kind}" for kind in KINDS)}),
        help_text=_("Links that were given lead to it, and the counts go on. Leave it empty to keep the file."),
    )  # fmt: skip


class CodeForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs=CONTROL), help_text=_("For example where it hangs.")
    )
    target = forms.CharField(
        label=_("Leads to"), max_length=2000, widget=forms.URLInput(attrs={**CONTROL, "placeholder": "https://"}),
        help_text=_("A page of one of your sites, or a form, a file or an event of this workspace."),
    )  # fmt: skip
    tags = forms.CharField(
        label=_("Tags"), max_length=500, required=False, widget=forms.TextInput(attrs=CONTROL),
        help_text=_("Put on everybody who scans it; separated by commas."),
    )  # fmt: skip
    source = forms.CharField(label="utm_source", max_length=120, required=False, widget=forms.TextInput(attrs=CONTROL))
    medium = forms.CharField(label="utm_medium", max_length=120, required=False, initial="qr", widget=forms.TextInput(attrs=CONTROL))
    campaign = forms.CharField(label="utm_campaign", max_length=120, required=False, widget=forms.TextInput(attrs=CONTROL))
    content = forms.CharField(label="utm_content", max_length=120, required=False, widget=forms.TextInput(attrs=CONTROL))

    def told(self) -> dict[str, Any]:
        """Arguments of make_code and change_code."""
        data = self.cleaned_data
        tags = data["tags"].replace("，", ",").split(",")
        utm = {name: data[name] for name in ("source", "medium", "campaign", "content")}
        return {"name": data["name"], "target": data["target"], "tags": tags, "utm": utm}


class OccasionForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=160, widget=forms.TextInput(attrs=CONTROL))
    kind = forms.ChoiceField(label=_("Kind"), choices=OccasionKind.choices, widget=forms.Select(attrs=SELECT))
    starts_at = forms.DateTimeField(label=_("Begins"), widget=MOMENT, help_text=_("On the clock of the workspace."))
    ends_at = forms.DateTimeField(label=_("Ends"), widget=MOMENT)
    place = forms.CharField(label=_("Place"), max_length=500, required=False, widget=forms.TextInput(attrs=CONTROL))
    capacity = forms.IntegerField(
        label=_("Seats"), min_value=1, max_value=1_000_000, required=False, widget=forms.NumberInput(attrs=CONTROL),
        help_text=_("Empty: as many as come. Who is too late comes on a waiting list."),
    )  # fmt: skip
    form = forms.ChoiceField(label=_("Registration form"), widget=forms.Select(attrs=SELECT))
    description = forms.CharField(
        label=_("Description"), max_length=2000, required=False, widget=forms.Textarea(attrs={**CONTROL, "rows": 3})
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = choices  # type: ignore[attr-defined]

    def plan(self) -> Plan:
        data = self.cleaned_data
        return Plan(
            data["name"],
            data["kind"],
            data["starts_at"],
            data["ends_at"],
            data["form"],
            data["place"],
            data["capacity"],
            data["description"],
        )


def of_occasion(occasion: Occasion) -> dict[str, Any]:
    """What stands in the form of an occasion."""
    return {
        "name": occasion.name, "kind": occasion.kind, "starts_at": occasion.starts_at, "ends_at": occasion.ends_at, "place": occasion.place,
        "capacity": occasion.capacity, "form": str(occasion.form_id), "description": occasion.description,
    }  # fmt: skip
