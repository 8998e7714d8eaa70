"""The error of a record that is not a paper."""


class NotAPaperError(Exception):
    """The record cannot be a paper; the text says why."""
