"""Kinds of due work and who drains them."""

from kernel import work
from scoring.actions.refit import refit_some
from scoring.actions.silence import hush_silent, silence_is_due
from scoring.queries.rulebooks import running_refit

work.register(work.Drain("scoring.silence", batch=hush_silent, pending=silence_is_due))
work.register(work.Drain("scoring.refit", batch=refit_some, pending=lambda: running_refit() is not None))
