"""Reading lists to text: one module a format, found through the registry, imported on use."""
