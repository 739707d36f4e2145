"""The Metabase collection, held against the marts."""
