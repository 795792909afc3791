"""Figures of BENCHMARKS.md, each by one command."""
