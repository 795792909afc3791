"""Draws a timeline: frames, motions, transitions, titles, sound, and their encoding."""
