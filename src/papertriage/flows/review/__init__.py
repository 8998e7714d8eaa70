"""Review: decide on papers one by one, or screen a frozen pool and know when to stop."""
