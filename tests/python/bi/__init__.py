"""What dashboards, metrics and notebooks say about the marts, held against the marts."""
