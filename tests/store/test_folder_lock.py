"""One process per folder, and the second one is told who it is."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.folder_lock import DataDirBusy, DataDirUnusable, held

HOLD = """
import sys, time
from pathlib import Path
from core.folder_lock import held
with held(Path(sys.argv[1]), "a.lock", "stillmotion demo"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_second_one_names_the_holder_until_it_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(DataDirBusy) as caught, held(tmp_path, "a.lock"):
            pass
        assert (caught.value.pid, caught.value.holder) == (holder.pid, "stillmotion demo")
        assert f"in use by stillmotion demo, process {holder.pid}" in str(caught.value)
        holder.kill()
    assert (tmp_path / "a.lock").exists()
    with held(tmp_path, "a.lock"):
        pass


def test_each_name_is_a_lock_of_its_own_and_free_after_use(tmp_path: Path) -> None:
    with held(tmp_path, "a.lock", "somebody"), held(tmp_path, "b.lock"):
        with pytest.raises(DataDirBusy) as caught, held(tmp_path, "b.lock"):
            pass
        assert (caught.value.pid, caught.value.holder) == (os.getpid(), "")
    with held(tmp_path, "b.lock"):
        pass


@pytest.mark.parametrize("signature", [b"", b"\xff\xfe nonsense", b"-1 x", "٣ x".encode()])
def test_a_signature_that_nobody_can_read_is_no_obstacle(tmp_path: Path, signature: bytes) -> None:
    with held(tmp_path, "a.lock"):
        (tmp_path / "a.lock").write_bytes(signature)
        with pytest.raises(DataDirBusy) as caught, held(tmp_path, "a.lock"):
            pass
    assert caught.value.pid is None
    assert "another process" in str(caught.value)


def test_a_folder_that_cannot_be_made_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataDirUnusable), held(tmp_path / "file" / "data", "a.lock"):
        pass


def test_the_lock_says_who_holds_it_now_not_before(tmp_path: Path) -> None:
    with held(tmp_path, "a.lock", "a long name " * 5):
        pass
    with held(tmp_path, "a.lock", "short"):
        started = time.monotonic()
        with pytest.raises(DataDirBusy) as caught, held(tmp_path, "a.lock"):
            pass
        assert time.monotonic() - started < 5
    assert caught.value.holder == "short"
