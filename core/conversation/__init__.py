"""The engine: from what was said to what is done and shown."""
