"""Text in, text out: cleaning, TeX, markup, similarity, strict YAML."""
