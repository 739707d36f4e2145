"""Notebooks, SQL analyses and exposures."""
