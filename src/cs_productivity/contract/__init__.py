"""The raw contract: how its files are read, the JSON Schemas made from them, and the check of files against it."""
