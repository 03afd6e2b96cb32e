"""What to do about each reason for which a message is refused."""

from django.utils.translation import gettext_lazy as _

MENDS = {
    "not_an_object": _("Send each event as one JSON object, in UTF-8."),
    "no_type": _("Set type to track, page, screen, identify, group or alias, or send to the path of that name."),
    "no_id": _("Set userId for who is signed in, anonymousId for everybody else."),
    "not_signed": _("Let your server sign the userId with the secret of the site (Sites → Signed users), or send anonymousId beside it."),
    "no_event_name": _("Give the track call its event: what happened, such as “Order placed”."),
    "no_group_id": _("Give the group call groupId: your id of the account."),
    "no_previous_id": _("Give the alias call previousId and userId."),
    "too_large": _(
        "Keep an event under 32 KB: send ids instead of whole documents. Only its beginning was kept, so it cannot be replayed."
    ),
    "too_deep": _("Nest at most 16 levels, with at most 255 keys in one object."),
    "key_twice": _("Give each key of an object once: of two values nobody knows which one was meant."),
    "bad_number": _("Send numbers within ±1,000,000,000,000,000; longer ids as text; null in place of NaN and Infinity."),
    "bad_time": _("Send timestamp as ISO 8601, at most 30 days old and not in the future; for history use /v1/import."),
    "origin": _("Add the website to the allowed origins of its site, then replay."),
    "blocked": _("Un-block the event in the catalogue, then replay."),
    "request": _("Send valid JSON, at most 500 KB a request (1 MB once inflated). Only its beginning was kept: send the events again."),
    "error": _("This message could not be stored: the detail says why. Replay it after an update, or report it."),
    "conflict": _("Give every event a messageId of its own: the first one under this id is kept."),
}
