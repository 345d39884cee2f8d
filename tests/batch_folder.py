"""What tests of batches share: the content of a batch's folder, and files that are not fresh."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path


def digest(out: Path) -> dict[str, str]:
    """SHA-256 of all that a batch gave, by name; the ledger, which knows when, is apart."""
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.relative_to(out).parts[0] != ".callcoach"
    }


def make_old(folder: Path) -> None:
    """All files changed an hour ago: what is fresh is watched for a while."""
    then_s = time.time() - 3600
    for path in folder.rglob("*"):
        os.utime(path, (then_s, then_s))
