"""What analytics lends: filters of lists, so that every number of a report opens the leads behind it; a memory for what takes long."""

from django.utils.translation import gettext_lazy as _

from analytics.queries import behind, channels, funnel_behind, intent_behind, kept, rfm_behind, score_behind
from kernel import keeper
from leads.domain.filters import Filter, register
from leads.enums import Stage

register(Filter("reached", _("Reached"), behind.reached, lambda: list(Stage.choices)))
register(Filter("stay", _("Stay began or ended in"), behind.stay, hint=_("mql:2026-05")))
register(Filter("won", _("Won"), behind.won, lambda: behind.WON))
register(Filter("rfm", _("Kind of customer"), rfm_behind.by_rfm, rfm_behind.choices, timed=True))
register(Filter("scored", _("Had a score"), score_behind.scored, hint=_("2026-01-01..2026-06-30;60..70"), timed=True))
register(
    Filter("crossed", _("Crossed the threshold"), score_behind.crossed, hint=_("2026-01-01..2026-06-30;event:form_submitted;returned"))
)
register(Filter("funnel", _("Step of a funnel"), funnel_behind.by_funnel, hint=_("standard;2026-01-01..2026-06-30;2!"), timed=True))
register(
    Filter(
        "intent_mail", _("Mail and search intent"), intent_behind.by_intent, hint=_("2026-01-01..2026-06-30;taken_up;opened"), timed=True
    )
)
keeper.register(channels.NAME, channels.count_as_asked)
keeper.MEMORY.append(kept.lent)
