"""The one-shot command line as a place of conversation."""
