"""Files that only their owner may read: secrets, and settings with secrets in them."""

import os
from pathlib import Path


def write(path: Path, text: str) -> None:
    """Replace the file as a whole, UTF-8, so that no reader sees half of it, and nobody else any of it."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)
