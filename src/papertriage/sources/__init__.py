"""Sources: where bytes come from. A source gives a name, a stream of bytes and a day."""
