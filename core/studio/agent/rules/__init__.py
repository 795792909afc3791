"""One subject each: what a clause asks for, as typed edits."""
