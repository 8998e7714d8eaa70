"""Decides which records are one paper, and merges their fields. Pure."""
