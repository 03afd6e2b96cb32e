"""Kinds of due work: none of our own yet."""

from onsite.actions import forget  # noqa: F401  (registers its chores)
