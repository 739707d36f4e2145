"""Writes the Metabase collection of this folder: questions and dashboards, in Metabase's serialization format."""
