"""Finds the form of a document from its content."""
