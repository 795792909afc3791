"""Texts for people, in every language, through Fluent."""
