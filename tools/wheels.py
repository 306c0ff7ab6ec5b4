"""Asks the package index whether each lock has wheels for each system; writes the locks' hashes to wheels.json.

    .venv/bin/python tools/wheels.py

Nothing is installed. Run it when a lock has changed: a test compares the hashes, and asks no network.
"""

import hashlib
import itertools
import json
import subprocess
import sys
import tempfile
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
RECORD = Path(__file__).with_suffix(".json")
SYSTEMS = (
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "aarch64-apple-darwin",
    "x86_64-pc-windows-msvc",
)
PYTHONS = ("3.11", "3.14")  # the oldest and the newest that pyproject.toml knows
LOCKS = ("requirements-uv.txt", "requirements.txt")  # Airflow, dbt and Spark are for Linux


def digests() -> dict[str, str]:
    """The SHA-256 of each lock, by its name."""
    return {name: hashlib.sha256((CLONE / name).read_bytes()).hexdigest() for name in LOCKS}


def complaint(lock: str, system: str, python: str, folder: str) -> str:
    """Why a lock can't be installed from wheels alone there; empty if it can."""
    command = [
        Path(sys.executable).with_name("uv"), "pip", "install", "--dry-run", "--quiet", "--no-deps",
        "--require-hashes", "--only-binary", ":all:", "--target", folder, "--python-version", python,
        "--python-platform", system, "-r", lock,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=CLONE, capture_output=True, encoding="utf-8")
    return done.stderr.strip() if done.returncode else ""


def main() -> int:
    RECORD.unlink(missing_ok=True)
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:  # stays empty
        for lock, system, python in itertools.product(LOCKS, SYSTEMS, PYTHONS):
            said = complaint(lock, system, python, folder)
            wrong += bool(said)
            print(f"{lock}, {system}, Python {python}: {said or 'all wheels are there'}", flush=True)
    if not wrong:
        RECORD.write_text(json.dumps(digests(), indent=2) + "\n", encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
