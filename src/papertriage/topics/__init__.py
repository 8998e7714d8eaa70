"""Topics: a taxonomy that people edit, and the tagger that scores papers by it (pure)."""
