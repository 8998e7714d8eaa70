"""Flows: one file for each use case. They join the stages and are the public Python API."""
