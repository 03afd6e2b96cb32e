from campaigns.models.click import Click
from campaigns.models.consent_rule import ConsentRule
from campaigns.models.message import Message
from campaigns.models.suppression import Suppression
from campaigns.models.template import Template, TemplateVersion

__all__ = ["Click", "ConsentRule", "Message", "Suppression", "Template", "TemplateVersion"]
