"""Tests of the contract: its form, its JSON Schemas, and the check of files against it."""
