"""Tests: one folder per app, one file per file."""
