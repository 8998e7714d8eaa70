"""Reads lists of papers in Markdown."""
