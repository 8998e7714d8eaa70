"""Flows: one file a use case. They join the stages, and are the public Python interface."""
