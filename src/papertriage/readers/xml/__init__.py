"""Forms of XML, feeds and HTML pages."""
