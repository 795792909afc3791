"""What HTTP headers can carry."""

from __future__ import annotations


def header_safe(value: str) -> bool:
    """Whether a value can stand in a header as it is: visible ASCII, no blanks."""
    return bool(value) and all("!" <= letter <= "~" for letter in value)
