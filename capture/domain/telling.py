"""A submission → messages of the tracking protocol: who it is, and what they did. Ids are those of the submission, so a repeat is one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from capture.enums import Purpose

EVENT = {
    Purpose.CONTACT.value: "contact_request_submitted",
    Purpose.NEWSLETTER.value: "newsletter_subscribed",
    Purpose.DOWNLOAD.value: "asset_downloaded",
    Purpose.DEMO.value: "demo_requested",
    Purpose.REGISTRATION.value: "event_registered",
    Purpose.SURVEY.value: "survey_answered",
}


def event_name(purpose: str, has_asset: bool = True) -> str:
    """The event of a form's purpose; a form that hands nothing out is only submitted."""
    name = EVENT.get(purpose, "form_submitted")
    return name if has_asset or name != "asset_downloaded" else "form_submitted"


@dataclass(frozen=True)
class Where:
    """The browser and page from which something was sent."""

    anonymous_id: str
    url: str = ""
    referrer: str = ""
    user_agent: str = ""
    language: str = ""
    utm: Mapping[str, str] = field(default_factory=dict)


def context(where: Where) -> dict[str, Any]:
    told: dict[str, Any] = {"userAgent": where.user_agent[:500], "locale": where.language}
    if where.url:
        told["page"] = {"url": where.url[:2_000], "referrer": where.referrer[:2_000]}
    campaign = {"name" if name == "campaign" else name: value for name, value in where.utm.items() if value}
    return {**told, "campaign": campaign} if campaign else told


def who(key: str, where: Where, traits: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The identify message."""
    return {**_common("identify", key, where, at), "traits": dict(traits)}


def did(key: str, where: Where, event: str, properties: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The track message."""
    return {**_common("track", key, where, at), "event": event, "properties": dict(properties)}


def _common(kind: str, key: str, where: Where, at: datetime) -> dict[str, Any]:
    ids = {"messageId": f"{key}-{kind}", "anonymousId": where.anonymous_id}
    return {"type": kind, **ids, "timestamp": at.isoformat(), "context": context(where)}


def key_of(submission_id: UUID) -> str:
    return f"form-{submission_id}"
