"""Forms in which a line opens each record: pasted text, tagged exports, BibTeX."""
