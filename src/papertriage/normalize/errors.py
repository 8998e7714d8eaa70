"""Why a record is no paper."""


class NotAPaperError(Exception):
    """The record cannot be a paper; the text says why."""
