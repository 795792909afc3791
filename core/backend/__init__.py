"""Client of the video backend: the contract of its HTTP and SSE endpoints."""
