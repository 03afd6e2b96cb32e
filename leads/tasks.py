"""Kinds of due work and who drains them."""

from kernel import work
from leads.actions import duplicates, entry_rules, forget, import_undo, imports, membership  # noqa: F401  (forget registers its chore)
from leads.actions.rows import DUPLICATES
from leads.queries import duplicates as likenesses
from leads.queries import entry_rules as entries
from leads.queries import import_marks
from leads.queries import membership as standings
from leads.queries.imports import pending

work.register(work.Drain(kind=imports.KIND, batch=lambda: 0, pending=pending, own_scopes=imports.run_chunks))
work.register(work.Drain(kind=DUPLICATES, batch=duplicates.find_some, pending=likenesses.pending, again=True))
work.register(work.Drain(kind=membership.KIND, batch=membership.bring_up_to_date, pending=standings.pending))
work.register(work.Drain(kind=entry_rules.KIND, batch=entry_rules.enter_some, pending=entries.pending))
work.register(work.Drain(kind=import_undo.KIND, batch=import_undo.take_back_some, pending=import_marks.pending))
