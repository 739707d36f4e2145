"""How right the figures are, measured on made-up logs of which the truth is known: `make accuracy`."""
