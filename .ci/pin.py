"""Rewrites the exact pins in pyproject.toml (``[tool.uv] constraint-dependencies``).

They stand in for a lock file, which would name the hosts it was made from. Run it as
``uv run --no-project .ci/pin.py``.
"""

import re
import subprocess
import tempfile
from pathlib import Path

_BLOCK = re.compile(r"constraint-dependencies = \[\n.*?\n\]\n", re.DOTALL)


def main() -> None:
    """Resolve everything anew, without the old pins, and write the result down."""
    top = Path(__file__).resolve().parent.parent
    project = top / "pyproject.toml"
    text = project.read_text()
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder, "pyproject.toml")
        bare.write_text(_BLOCK.sub("", text))
        exported = subprocess.run(
            ["uv", "export", "--project", folder, "--all-extras", "--all-groups", "--no-hashes",
             "--no-emit-project", "--no-header", "--no-annotate", "--quiet"],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
    pins = sorted(line.replace('"', "'").strip() for line in exported.splitlines() if line.strip())
    block = "constraint-dependencies = [\n" + "".join(f'  "{pin}",\n' for pin in pins) + "]\n"
    if _BLOCK.search(text):
        text = _BLOCK.sub(lambda _: block, text)
    else:
        text = text.replace("[tool.uv]\n", f"[tool.uv]\n{block}", 1)
    project.write_text(text)


if __name__ == "__main__":
    main()
