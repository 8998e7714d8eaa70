"""Readers: from the bytes of one form to raw records and problems, nothing cleaned or guessed."""
