"""Topics: show, check, learn, evaluate."""
