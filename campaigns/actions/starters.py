"""install: the templates with which a workspace begins."""

from campaigns.actions.permissions import change_purpose
from campaigns.actions.templates import create_template, publish
from campaigns.domain import starters
from campaigns.queries import templates
from kernel.audit import SYSTEM


def install() -> None:
    """Create and publish the starters that are not there yet; one that people have changed is left alone (F029, F030, F092, F095–F097)."""
    for starter in starters.ALL:
        if templates.by_key(starter.key) is None:
            template = create_template(key=starter.key, name=starter.name, actor=SYSTEM)
            if starter.purpose != template.purpose:
                change_purpose(template=template, purpose=starter.purpose, actor=SYSTEM)
            publish(template=template, source=starter.source, variants=starter.variants, actor=SYSTEM)
