"""Takes rows out of the raw tables for good: those of one person, or those that the tool itself has taken back."""
