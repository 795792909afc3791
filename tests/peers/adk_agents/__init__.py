"""Agents for the real ADK server; loaded there, never by a test."""
