"""Reads lists of references, and lists of bare identifiers."""
