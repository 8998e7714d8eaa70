"""Review: screen a frozen pool of papers, alone or with others, and know when to stop."""
