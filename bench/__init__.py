"""Benchmarks: each prints a ratio of two things measured in one run, beside its floor. `make bench [BENCH=ingest-100]`."""
