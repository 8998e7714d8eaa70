"""The full-screen views, on Textual. Only ``papertriage review`` imports them: they load slowly."""
