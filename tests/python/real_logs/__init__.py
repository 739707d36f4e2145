"""Public logs of other tools, each brought to the raw contract by a converter of its own."""
