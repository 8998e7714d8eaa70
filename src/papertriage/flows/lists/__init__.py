"""Reading lists, searches and exports: what a user looks at."""
