"""Synthetic data: pure functions of a seed and coordinates, so that any part can be made alone."""
