"""Collecting shown on a server of its own."""
