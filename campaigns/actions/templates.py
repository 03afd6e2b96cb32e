"""create_template, save_draft, publish, archive: what we say, in immutable versions."""

import re
from typing import Any

from django.db import IntegrityError, transaction

from campaigns.domain.rendering import Problem, check
from campaigns.domain.sandbox import SOURCE_LIMIT
from campaigns.domain.variants import Source, sources
from campaigns.models import Template, TemplateVersion
from kernel import audit, clock
from kernel.audit import Actor
from kernel.problems import Refused

KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
VARIANT = re.compile(r"[a-z][a-z0-9_-]{0,39}(?:/[a-z][a-z-]{1,11})?")


def create_template(*, key: str, name: str, actor: Actor) -> Template:
    """An empty template; nothing can be sent before it is published. Refuses a key that is taken or not made of a-z, 0-9 and hyphens."""
    if not KEY.fullmatch(key):
        raise Refused("Use 1 to 60 of a-z, 0-9 and hyphens, without a hyphen at either end.", field="key")
    if not name.strip():
        raise Refused("Give the template a name that others will recognise.", field="name")
    try:
        with transaction.atomic():
            template: Template = Template.objects.create(key=key, name=name.strip()[:120])
    except IntegrityError as error:
        raise Refused(f"There is a template “{key}” already: choose another key.", field="key", code="taken", status=409) from error
    audit.record(actor, "template.created", template, {"key": [None, key]})
    return template


def save_draft(*, template: Template, source: Source, variants: dict[str, dict[str, str]], actor: Actor) -> list[Problem]:
    """Keep what is being written, finished or not; answers what still keeps it from being published. Refuses what is far too long."""
    _refuse_shape(variants)
    if any(len(one.mjml) > SOURCE_LIMIT for one in sources(source, variants).values()):
        raise Refused(f"A template may have {SOURCE_LIMIT // 1024} KB at most.", field="mjml", code="too_large", status=413)
    template.draft = {"subject": source.subject, "mjml": source.mjml, "variants": variants}
    template.save(update_fields=["draft"])
    audit.record(actor, "template.saved", template)
    return check(sources(source, variants))


def publish(*, template: Template, source: Source, variants: dict[str, dict[str, str]], actor: Actor) -> TemplateVersion:
    """A new version, which is sent from now on; messages that are queued keep theirs. Refuses what cannot be filled, by line."""
    _refuse_shape(variants)
    found = check(sources(source, variants))
    if found:
        raise Refused(" · ".join(str(problem) for problem in found[:5]), field=found[0].field, code="template")
    locked: Template = Template.objects.select_for_update().get(id=template.id)
    last = TemplateVersion.objects.filter(template=template).order_by("-number").values_list("number", flat=True).first() or 0
    version: TemplateVersion = TemplateVersion.objects.create(
        template=template, number=last + 1, subject=source.subject, mjml=source.mjml, variants=variants,
        published_at=clock.now(), published_by=actor.name,
    )  # fmt: skip
    locked.live_version, locked.draft, locked.archived_at = version.number, {}, None
    locked.save(update_fields=["live_version", "draft", "archived_at"])
    audit.record(actor, "template.published", template, {"version": [template.live_version, version.number]})
    template.live_version, template.draft = version.number, {}
    return version


def archive(*, template: Template, actor: Actor) -> None:
    """Take it out of the lists; no journey can send it any more until it is published again. Queued messages still go out."""
    template.archived_at = clock.now()
    template.save(update_fields=["archived_at"])
    audit.record(actor, "template.archived", template)


def _refuse_shape(variants: dict[str, Any]) -> None:
    for key, value in variants.items():
        if not VARIANT.fullmatch(key):
            raise Refused(f"“{key}” names no variant: use a language (zh-hans), a persona (cxo) or both (cxo/zh-hans).", field="variants")
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()) or set(value) - {"subject", "mjml"}:
            raise Refused(f"The variant “{key}” has a subject and an mjml, both text.", field="variants")
