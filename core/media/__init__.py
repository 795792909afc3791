"""Files that people send: what they are, and in which form they go on."""
