"""Forms of rows and columns: CSV and its relatives."""
