"""One lead's account, played forward over what happened: points in, deductions, silence, and the score around each happening."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec.structs import replace

from scoring.domain import parts as folds
from scoring.domain.crossing import HAIR
from scoring.domain.deduct import Taken, deduct
from scoring.domain.engine import Entry
from scoring.domain.fold import NONE, Interest, fold, of_points
from scoring.domain.kernels import OWN
from scoring.domain.once import Firsts
from scoring.domain.parts import Parts
from scoring.domain.rule_shapes import Rules
from scoring.domain.running import Running
from scoring.domain.stage_policy import Happening

SILENCE = "silence"
# Rounding is not worth an entry.
LEAST = HAIR


class Account(msgspec.Struct):
    """What a lead's snapshot carries. `as_of`: its latest entry; before that instant the total says nothing about the past."""

    lead_id: UUID
    rate: float
    fit: float = 0.0
    interest: Interest = NONE
    as_of: datetime | None = None
    silent_at: datetime | None = None
    last_silence: datetime | None = None
    # What each limited part came to so far; None where the rulebook limits nothing.
    running: Running | None = None
    # What fades otherwise than the score does; None where there never was any.
    parts: Parts | None = None
    # What stands of rules that count once, where a whole past is played; the live engine asks the ledger (scoring.actions.once).
    firsts: Firsts | None = None

    def copy(self) -> "Account":
        """One on which something can be tried; what stands of rules that count once is shared, since trying asks nothing of it."""
        running = self.running.copy() if self.running is not None else None
        return replace(self, running=running, parts=None if self.parts is None else dict(self.parts))

    def score(self, at: datetime) -> float:
        return max(0.0, self.fit + self.left(at))

    def left(self, at: datetime) -> float:
        """What is left of the interest at `at`."""
        own = self.interest.at(self.rate, at)
        return own + folds.worth(self.parts, at) if self.parts else own

    def add(self, entry: Entry) -> None:
        if entry.kernel:
            self.parts = {} if self.parts is None else self.parts
            folds.add(self.parts, entry.kernel, entry.points, entry.occurred_at)
        elif entry.decays:
            self.interest = fold(self.interest, of_points(entry.points, entry.occurred_at, self.rate))
        else:
            self.fit += entry.points
        self.as_of = max(self.as_of, entry.occurred_at) if self.as_of else entry.occurred_at
        if self.parts:
            folds.prune(self.parts, self.as_of)
        if self.running is not None:
            self.running.add(entry)

    def limit(self, entry: Entry) -> list[Entry]:
        """What the limits take of `entry`, which was added, or give back; and the patterns that it completes, limited like all else."""
        made: list[Entry] = []
        if self.running is not None:
            for correction in self.running.corrections(entry, self):
                self.add(correction)
                made.append(correction)
            for earned in self.running.patterns(entry):
                self.add(earned)
                made += [earned, *self.limit(earned)]
        return made

    def is_first(self, entry: Entry, firsts: Firsts, gone: dict[str, str]) -> bool:
        """Whether an entry enters. Of a rule that counts once only the earliest does: what it displaces is taken out. `gone` grows by the
        effects that do not stand."""
        displaced = firsts.meet(entry)
        if displaced is None:
            gone[entry.effect_key] = entry.rule
            return False
        for each in displaced:
            self.add(replace(each, points=-each.points, reverses_id=each.lead_id))
            gone[each.effect_key] = entry.rule
        return True

    def take(self, taken: Taken, template: Entry) -> list[Entry]:
        """Take away, as an entry for each way in which it was to fade, and one for what stays."""
        shares = self.shares(taken.fading, template.occurred_at)
        pieces = [(amount, True, kernel, f":{kernel}" if kernel else "") for kernel, amount in shares]
        pieces.append((taken.lasting, False, "", ":lasting"))
        entries = [
            replace(template, points=-amount, decays=decays, kernel=kernel, effect_key=template.effect_key + suffix)
            for amount, decays, kernel, suffix in pieces
            if amount >= LEAST
        ]
        for entry in entries:
            self.add(entry)
        return entries

    def shares(self, amount: float, at: datetime) -> list[tuple[str, float]]:
        """(kernel, points) by which `amount` of interest is taken at `at` (scoring.domain.parts.shares)."""
        return folds.shares(self.interest.at(self.rate, at), self.parts, at, amount) if self.parts else [(OWN, amount)]


class Line(msgspec.Struct, frozen=True):
    """Something that happened: with entries or not; done by the lead itself (`interaction`) or not.

    Several entries are one stroke: who the lead is, judged again. Only the score before all of them and after all of them is one.
    """

    at: datetime
    entries: tuple[Entry, ...] = ()
    interaction: bool = False
    took_part: bool = False
    came_back: bool = False


class Played(msgspec.Struct):
    """`made`: entries whose points depended on the account (deductions, silence) and are still to be written. `gone`: effects that do not
    stand → the rule that counts once."""

    made: list[Entry] = []
    gone: dict[str, str] = {}
    happenings: list[Happening] = []


def play(account: Account, lines: Sequence[Line], rules: Rules, known_at: datetime | None = None) -> Played:
    """Change `account` by `lines`, which come in the order of time."""
    played = Played()
    for line in lines:
        if line.interaction:
            played.made += interact(account, line.at, rules)
        at = line.at
        if account.as_of is not None and account.as_of > at:
            at = account.as_of
        if known_at is not None and known_at > at:
            at = known_at
        before = account.score(at)
        for entry in line.entries:
            if account.firsts is not None and not account.is_first(entry, account.firsts, played.gone):
                continue
            pieces: tuple[Entry, ...] = (entry,)
            if entry.points < 0 and entry.decays:
                pieces = soften(account, entry)
                played.made += pieces
            else:
                account.add(entry)
            if account.running is not None:
                made = [each for piece in pieces for each in account.limit(piece)]
                played.made += made
                if account.firsts is not None:
                    account.firsts.follow(entry, made)
        after = account.score(at) if line.entries else before
        played.happenings.append(Happening(at, before, after, line.took_part, line.came_back))
    return played


def soften(account: Account, entry: Entry) -> tuple[Entry, ...]:
    """A negative behaviour takes no more than there is of interest, and fades as what it takes: a debt would rise by itself."""
    there = max(account.left(entry.occurred_at), 0.0)
    taken = min(-entry.points, there) if there >= LEAST else 0.0
    reason = entry.reason if taken == -entry.points else f"{entry.reason} (of {entry.points:+g}; more there was not)"[:300]
    shares = account.shares(taken, entry.occurred_at) or [(OWN, taken)]
    # The first keeps the key by which a repeat is known.
    keys = (f"{entry.effect_key}:{kernel}" if n else entry.effect_key for n, (kernel, _) in enumerate(shares))
    pieces = tuple(
        replace(entry, points=0.0 - amount, reason=reason, kernel=kernel, effect_key=key)
        for key, (kernel, amount) in zip(keys, shares, strict=True)
    )
    for piece in pieces:
        account.add(piece)
    return pieces


def interact(account: Account, at: datetime, rules: Rules) -> list[Entry]:
    """The lead did something at `at`: a silence that was complete by then counts first, then a new one may begin."""
    span, made = timedelta(days=rules.silence.days), hush_before(account, rules, at)
    late = account.silent_at is None and account.last_silence is not None and at <= account.last_silence - span
    if not late:
        account.silent_at = max(account.silent_at, at + span) if account.silent_at else at + span
    return made


def hush_before(account: Account, rules: Rules, at: datetime) -> list[Entry]:
    """Every silence that was complete before `at`."""
    made: list[Entry] = []
    while account.silent_at is not None and account.silent_at < at:
        made += hush(account, rules)
    return made


def hush(account: Account, rules: Rules) -> list[Entry]:
    """The silence that is complete at `silent_at` (A11.1): once until the next interaction, or, where it repeats, again after as many
    days more for as long as there is something to take."""
    assert account.silent_at is not None
    span, silent_at, account.silent_at = timedelta(days=rules.silence.days), account.silent_at, None
    again = "another " if account.last_silence is not None and account.last_silence >= silent_at - span else ""
    account.last_silence = silent_at
    at = max(silent_at, account.as_of) if account.as_of else silent_at
    taken = deduct(account.fit, account.left(at), -rules.silence.points)
    template = Entry(
        lead_id=account.lead_id,
        rule=SILENCE,
        dimension="behaviour",
        points=0.0,
        decays=True,
        occurred_at=at,
        reason=f"No interaction for {again}{rules.silence.days} days",
        effect_key=f"{SILENCE}:{silent_at:%Y%m%d%H%M%S%f}",
    )
    made = account.take(taken, template)
    if made and rules.silence.repeats:
        account.silent_at = silent_at + span
    return made
