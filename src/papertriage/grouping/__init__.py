"""Which records are one paper, and which of their fields it takes. Pure."""
