"""The JSON prompt's schema, and words for what a place in it expects."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from core.prompts.model import JsonPrompt

Node: TypeAlias = dict[str, Any]
"""A schema or a part of one; its members are whatever JSON Schema says they are."""

_EXAMPLES: Final[tuple[Node, ...]] = (
    {
        "duration": 15,
        "aspect": "16:9",
        "scenes": [
            {
                "image": 1,
                "duration": 5,
                "motion": {"type": "zoom-in", "strength": 0.5},
                "title": {"text": "Hello", "place": "bottom"},
            }
        ],
        "transition": {"type": "crossfade", "duration": 0.8},
        "music": {"bed": "calm", "volume": 0.35},
    },
    {"motion": "jiggle", "duration": 4},
)


def prompt_schema() -> Node:
    """The JSON schema (draft 2020-12) with which editors and programs can check a prompt.

    Three rules are beyond a schema; ``parse_prompt`` alone checks them: no key stands twice, a
    total leaves every scene its shortest length, and scenes without a total fit into a video.
    """
    schema = JsonPrompt.model_json_schema()
    definitions = {name: _tidied(part) for name, part in schema.pop("$defs").items()}
    music = definitions["Music"]
    music["oneOf"] = [{"required": ["bed"]}, {"required": ["file"]}]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Stillmotion JSON prompt",
        **_tidied(schema),
        "anyOf": [{"required": ["scenes"]}, {"required": ["motion", "duration"]}],
        "$defs": definitions,
        "examples": [dict(example) for example in _EXAMPLES],
    }


def _tidied(schema: Node) -> Node:
    """Without generated titles, and without null, which stands for nothing in a document."""
    node = {key: value for key, value in schema.items() if key != "title"}
    if "default" in node and node["default"] in (None, []):
        del node["default"]
    if "properties" in node:
        node["properties"] = {name: _tidied(part) for name, part in node["properties"].items()}
    if "anyOf" in node:
        branches = [_tidied(part) for part in node["anyOf"] if part != {"type": "null"}]
        if len(branches) == 1:
            node = {**branches[0], **{key: node[key] for key in node if key != "anyOf"}}
        else:
            node["anyOf"] = branches
    return node


def _is_kind(value: object, kind: str | None) -> bool:
    match value:
        case bool():
            return False
        case str():
            return kind == "string"
        case int() | float():
            return kind in {"integer", "number"}
        case dict():
            return kind == "object"
        case list():
            return kind == "array"
        case _:
            return False


class SchemaReader:
    """Finds the parts of the schema that speak of a place in a document."""

    def __init__(self) -> None:
        schema = prompt_schema()
        self._definitions: dict[str, Node] = schema["$defs"]
        self.root: Node = {key: schema[key] for key in schema if key != "anyOf"}

    def child(self, node: Node, step: str | int) -> Node | None:
        """What ``node`` says of its member or element ``step``; None when it knows of none."""
        for branch in self._branches(node):
            if isinstance(step, int) and "items" in branch:
                return self._resolved(branch["items"])
            if isinstance(step, str) and step in branch.get("properties", {}):
                return self._resolved(branch["properties"][step])
        return None

    def keys(self, node: Node) -> tuple[str, ...]:
        """The keys an object may have there."""
        return tuple(
            name for branch in self._branches(node) for name in branch.get("properties", {})
        )

    def expectation(self, node: Node, value: object = None) -> str:
        """What is expected there, in signs that need no translation.

        Where one of several kinds is right, only what is expected of the kind of ``value``.
        """
        branches = self._branches(node)
        same_kind = [branch for branch in branches if _is_kind(value, branch.get("type"))]
        return " | ".join(self._plainly(branch) for branch in same_kind or branches)

    def _plainly(self, node: Node) -> str:
        match node:
            case {"enum": [*names]}:
                return " | ".join(str(name) for name in names)
            case {"type": "number" | "integer" as kind, "minimum": low, "maximum": high}:
                return f"{kind} {low:g}–{high:g}"
            case {"type": "string", "pattern": _, "examples": [sample, *_]}:
                return f'"{sample}"'
            case {"type": "string", "minLength": low, "maxLength": high}:
                return f"string ({low}–{high})"
            case {"type": "array", "minItems": low, "maxItems": high}:
                return f"array ({low}–{high})"
            case _:  # an object; there is nothing else in the model
                required = node.get("required", [])
                keys = (key if key in required else f"{key}?" for key in self.keys(node))
                return "{" + ", ".join(keys) + "}"

    def _branches(self, node: Node) -> tuple[Node, ...]:
        if "anyOf" not in node:
            return (self._resolved(node),)
        return tuple(leaf for part in node["anyOf"] for leaf in self._branches(part))

    def _resolved(self, node: Node) -> Node:
        reference: str | None = node.get("$ref")
        return self._definitions[reference.rpartition("/")[2]] if reference else node
