"""Topics for papers: of the library, of files, on one or many processes."""
