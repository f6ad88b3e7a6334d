"""Benchmarks, not tests: they print ratios taken in one run. `python -m tests.bench`."""
