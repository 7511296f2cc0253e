"""Pyramids: each level a smaller copy of the one below, made in one pass over the data."""
