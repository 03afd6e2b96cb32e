"""Kinds of due work and who drains them."""

from kernel import work
from scoring.actions import backtests, predicting, predictors, switch
from scoring.actions.breaks import break_is_due, look_again
from scoring.actions.cooled import cool_down_is_over, look_at_cooled
from scoring.actions.newcomers import is_due as newcomers_are_due
from scoring.actions.newcomers import meet_newcomers
from scoring.actions.refit import refit_some
from scoring.actions.shadow import follow, is_due
from scoring.actions.silence import hush_silent, silence_is_due
from scoring.queries import predictors as models
from scoring.queries.backtests import is_running
from scoring.queries.rulebooks import SWITCH, refit_is_due

work.register(work.Drain("scoring.silence", batch=hush_silent, pending=silence_is_due))
work.register(work.Drain("scoring.cooled", batch=look_at_cooled, pending=cool_down_is_over))
work.register(work.Drain(SWITCH, batch=switch.prepare_some, pending=switch.is_due))
work.register(work.Drain("scoring.breaks", batch=look_again, pending=break_is_due))
work.register(work.Drain("scoring.refit", batch=refit_some, pending=refit_is_due))
work.register(work.Drain(backtests.KIND, batch=backtests.test_some, pending=is_running))
work.register(work.Drain("scoring.shadow", batch=follow, pending=is_due))
work.register(work.Drain(predictors.KIND, batch=lambda: 0, pending=models.is_running, own_scopes=predicting.predict_some))
work.register(work.Drain("scoring.newcomers", batch=meet_newcomers, pending=newcomers_are_due))
