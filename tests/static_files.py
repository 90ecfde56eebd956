"""Where are the hashed static files of the tests?

Collecting and compressing them takes seconds, so they are made once for each state of their sources and kept.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings

KEPT = settings.BASE_DIR / "var" / "test"


def built(*, first: bool) -> Path:
    """The folder, made where it is missing; only the first process of a run makes it."""
    folder = KEPT / f"static-{_state()}"
    if first and not folder.exists():
        _build(folder)
    return folder


def _state() -> str:
    sources = sorted((settings.BASE_DIR / "hub" / "static").rglob("*"))
    lines = [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in sources if path.is_file()]
    lines.append((settings.BASE_DIR / "requirements" / "base.txt").read_text(encoding="utf-8"))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def _build(folder: Path) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=KEPT))
    # By a process of its own: this one's storage would remember the folder of before the renaming.
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    environment = os.environ | {"HUB_STATIC_ROOT": str(making)}
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)
    try:
        making.rename(folder)  # another run may have been faster; either will do
    except OSError:
        shutil.rmtree(making)
