"""The JSON prompt: its model, its schema, and errors that name the path."""
