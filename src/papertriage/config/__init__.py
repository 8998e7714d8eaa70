"""What the user configured, and the sources that were named there."""
