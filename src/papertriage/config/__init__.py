"""Settings, and the sources that the user configured."""
