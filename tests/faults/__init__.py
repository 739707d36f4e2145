"""What may happen to a build, brought about on purpose: `make faults`."""
