"""Pages, pictures and words about the project."""
