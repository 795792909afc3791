# What went wrong, what was tried, and what the person can do about it.

error-cancelled = Stopped.
