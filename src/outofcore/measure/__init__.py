"""Measurements: reads, peak memory, and calls under a memory budget."""
