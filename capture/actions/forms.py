"""create_form, save_draft, publish_form, archive_form: what the site asks, in immutable versions."""

from typing import Any

import msgspec

from capture.domain import conditions
from capture.domain import content as contents
from capture.domain.content import Content, Problem
from capture.enums import After
from capture.models import Form, FormVersion
from capture.queries import assets, forms
from kernel import audit, clock
from kernel.audit import Actor
from kernel.problems import Refused

WORDS = {
    "twice": "Two fields have the key “{field}”: rename one.",
    "no_field": "Add a field that people fill in.",
    "too_many": "Ask at most 40 fields.",
    "no_title": "Give the form a title.",
    "no_address": "A confirmation needs a field of kind e-mail that goes to the person's e-mail.",
    "unknown": "The purpose, the language or what follows is none that we know.",
    "redirect": "Lead to a page of one of your sites (see Sites) or of this host, with https://.",
    "hesitation": "Hesitation begins after 1 to 3600 seconds; 0 is the standard.",
    "no_asset": "Choose the asset that is handed out.",
    "key": "“{field}” is no key: use a to z, 0 to 9 and _, beginning with a letter, at most 40.",
    "kind": "“{field}” has a kind, a rule or a target that we do not know.",
    "label": "“{field}” needs a label.",
    "options": "“{field}” needs 1 to 100 options.",
    "company_size": "Give each option of “{field}” a value that is a size: 50, 51-200 or 1,000+.",
    "company_industry": "Give each option of “{field}” a value of at most 120 characters.",
    "company_country": "Give each option of “{field}” a value of two letters, as in CN or DE.",
    "maturity": "Give each option of “{field}” one of the values first, seeking and project.",
    "read_kind": "“{field}” can only be about the company or the maturity as a short text, one of a list or hidden.",
    "tag": "The answers to “{field}” can only be tags if they are chosen of a list.",
    "long_tag": "An option of “{field}” is longer than a tag may be: at most 80 characters.",
    "when": "“{field}” can only depend on a field before it: a choice, a box, a short text or a hidden one.",
    "equals": "“{field}” waits for an answer that the field before it does not have.",
    "purpose": "The consent “{field}” needs a purpose, for example newsletter.",
}


def create_form(*, name: str, content: Content, actor: Actor) -> Form:
    """A form that is being written; nobody sees it before it is published. Refuses an empty name."""
    if not name.strip():
        raise Refused("Give the form a name that others will recognise.", field="name")
    form: Form = Form.objects.create(name=name.strip()[:120], draft=contents.as_dict(content))
    audit.record(actor, "form.created", form, {"name": ["", form.name]})
    return form


def read_content(raw: Any) -> Content:
    """Content from outside. Refuses what has not its shape, and names the place."""
    try:
        return contents.read(raw)
    except msgspec.ValidationError as error:
        raise Refused(f"The form's content is not understood: {error}", field="content", code="shape") from error


def problems_of(content: Content) -> list[Problem]:
    """What keeps it from being published here."""
    found = contents.problems(content, forms.site_origins())
    found += [Problem(code, key) for code, key in conditions.problems(content.fields)]
    if content.after == After.DOWNLOAD and content.asset_id and assets.by_text(content.asset_id) is None:
        found.append(Problem("no_asset"))
    return found


def told(problem: Problem) -> str:
    return WORDS[problem.code].format(field=problem.field)


def save_draft(*, form: Form, content: Content, actor: Actor, name: str = "") -> list[Problem]:
    """Keep what is being written, finished or not; answers what still keeps it from being published."""
    if len(content.fields) > contents.MOST_FIELDS:
        raise Refused(WORDS["too_many"], field="fields", code="too_many")
    form.draft = contents.as_dict(content)
    form.name = name.strip()[:120] or form.name
    form.save(update_fields=["draft", "name"])
    audit.record(actor, "form.saved", form)
    return problems_of(content)


def publish_form(*, form: Form, content: Content, actor: Actor) -> FormVersion:
    """A new version, which is asked from now on; submissions keep theirs. Refuses what cannot be asked, all reasons at once."""
    found = problems_of(content)
    if found:
        raise Refused(" · ".join(told(problem) for problem in found[:5]), field=found[0].field or "content", code=found[0].code)
    locked: Form = Form.objects.select_for_update().get(pk=form.pk)
    before = locked.live_version
    last = FormVersion.objects.filter(form=form).order_by("-number").values_list("number", flat=True).first() or 0
    version: FormVersion = FormVersion.objects.create(
        form=form, number=last + 1, content=contents.as_dict(content), published_at=clock.now(), published_by=actor.name
    )
    locked.live_version, locked.draft, locked.archived_at = version.number, {}, None
    locked.save(update_fields=["live_version", "draft", "archived_at"])
    form.live_version, form.draft, form.archived_at = locked.live_version, {}, None
    audit.record(actor, "form.published", form, {"version": [before, version.number]})
    return version


def archive_form(*, form: Form, actor: Actor) -> None:
    """Take it from its address; what was sent stays. Publishing it again brings it back."""
    form.archived_at = clock.now()
    form.save(update_fields=["archived_at"])
    audit.record(actor, "form.archived", form)
