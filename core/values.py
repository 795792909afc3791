"""Values that both sides of the wire use, and that belong to neither."""

from __future__ import annotations

from typing_extensions import TypeAliasType

Json = TypeAliasType("Json", "bool | int | float | str | list[Json] | dict[str, Json] | None")
"""What JSON can hold; a named type, so that it can hold itself where values are validated."""
