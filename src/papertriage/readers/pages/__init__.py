"""Reads pages, programmes and notes that were copied as text."""
