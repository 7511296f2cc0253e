"""Measurements: reads, peak memory, calls under a budget, time, page cache, raw limits."""
