"""Handling time, inquiry volume and required headcount from contact-tool logs."""
