"""Reading lists to text: one module per format, found through the registry, imported on use."""
