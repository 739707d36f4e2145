"""Proves that increments give what a full refresh gives, on made-up histories of a landing zone."""
