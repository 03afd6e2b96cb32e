"""Kinds of due work and who drains them."""
