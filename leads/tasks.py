"""Kinds of due work and who drains them."""

from kernel import work
from leads.actions import imports
from leads.queries.imports import pending

work.register(work.Drain(kind=imports.KIND, batch=lambda: 0, pending=pending, own_scopes=imports.run_chunks))
