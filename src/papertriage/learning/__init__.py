"""Learning from decisions: which paper of a closed pool to read next, and when to stop. Pure."""
