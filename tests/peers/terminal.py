"""Somebody at a terminal who types the program's commands."""

import os
import subprocess
import sys
from pathlib import Path


class Terminal:
    """A folder, and an environment without anybody's settings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder / "home"),
            "TMPDIR": str(folder / "tmp"),
            "LANG": "en_GB.UTF-8",
            "MIN_FREE_DISK": "1MB",
        }
        (folder / "tmp").mkdir()

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [Path(sys.executable).with_name("stillmotion"), *arguments],
            cwd=self.folder,
            env=self.environment | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(
        self, *arguments: str, said: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments, **environment)
        out, err = process.communicate(said, timeout=60)
        assert "Traceback" not in err, err
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def shell(self, line: str) -> subprocess.CompletedProcess[str]:
        """Run a line that a shell reads; the program is "$stillmotion" there."""
        program = str(Path(sys.executable).with_name("stillmotion"))
        return subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=self.folder,
            env=self.environment | {"stillmotion": program},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def left_behind(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "tmp").iterdir())
