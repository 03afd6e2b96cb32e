"""Question: how many people does each channel reach now, and how many of them consented to it? (F166)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kernel import clock, keeper, sql
from leads.domain.contactability import BAD, LEVELS, UNCHECKED
from leads.enums import EmailReach, PhoneReach

CHANNELS = ("email", "phone", "sms", "wechat", "onsite")
# What a consent is asked for by a form; on the site the browser asks, and a person who denies sends nothing.
CONSENTED = CHANNELS[:4]
NAME, SEEN_WITHIN = "channels", timedelta(days=90)
MAILS = tuple(state for state in EmailReach.values if state and LEVELS.get(state, BAD) != BAD)
PHONES = tuple(state for state in PhoneReach.values if state and LEVELS.get(state, BAD) != BAD)
MOBILES = ("mobile", "line", "reached", UNCHECKED)


@dataclass(frozen=True)
class Reached:
    """Of the open known leads: `known` gave an address of this channel, `reachable` are those whom nothing speaks against. Of these
    `consented` gave a consent for the channel, whatever the purpose, that stands; `refused` said no or took it back; the rest said
    nothing. None where the channel does not know. Channel "": by any channel."""

    channel: str
    known: int | None
    reachable: int | None
    consented: int | None
    refused: int | None


def run() -> tuple[list[Reached], datetime]:
    """All together first (`known` are all open known leads), then each of CHANNELS; and the instant of which the counts are."""
    found, at = keeper.ask(NAME)
    return [_told(row) for row in found], at or clock.now()


def count_as_asked(about: str = "") -> list[tuple[Any, ...]]:
    """Rows of channels.sql, in the order of CHANNELS."""
    rows = sql.tuples(
        sql.file(__file__, "channels.sql"), mails=list(MAILS), phones=list(PHONES), mobiles=list(MOBILES), since=clock.now() - SEEN_WITHIN
    )
    by_channel = {row[0]: row for row in rows}
    return [by_channel.get(channel, (channel, 0, 0, 0, 0)) for channel in ("", *CHANNELS)]


def _told(row: Sequence[Any]) -> Reached:
    channel, known, reachable, consented, refused = row
    if channel == "wechat":  # an address of it is kept nowhere
        return Reached(channel, None, None, consented, refused)
    if channel == "onsite":
        return Reached(channel, known, reachable, None, None)
    return Reached(channel, known, reachable, consented, refused if channel else None)
