"""Files that hold a list of records in JSON."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any


def looks_like_records(head: bytes, *names: str) -> bool:
    """Tell whether a file begins as JSON and has all these names of fields in its head."""
    content = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return content[:1] in (b"[", b"{") and all(f'"{name}"'.encode() in content for name in names)


def read_records(path: Path) -> list[dict[str, Any]]:
    """Return the records of a file: a list, or what a service wraps it in.

    Raises
    ------
    ValueError
        If there is no list of records.
    """
    raw = path.read_bytes()
    content = json.loads(gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw)
    if isinstance(content, dict):
        content = content.get("results", content.get("records"))
    if not isinstance(content, list) or not all(isinstance(record, dict) for record in content):
        raise ValueError("no list of records")
    return [record.get("fields", record) for record in content]
