"""Write a build's files: all beside their places first, then moved into them."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kg.config import Settings
from kg.errors import ConfigError, OutputError
from kg.export.registry import EXPORTERS
from kg.model import PageGraph


def chosen_formats(settings: Settings) -> tuple[str, ...]:
    """Return the names of the formats to write: those of the settings, else the usual ones; ``all`` means all.

    Raises:
        ConfigError: a name that no exporter bears.
    """
    names = settings.formats or tuple(n for n, e in EXPORTERS.items() if e.by_default)
    if "all" in names:
        return tuple(EXPORTERS)
    unknown = sorted(set(names) - set(EXPORTERS))
    if unknown:
        raise ConfigError([f"unknown format {n!r} (known: {', '.join(EXPORTERS)})" for n in unknown])
    return names


def write_all(graph: PageGraph, out: Path, settings: Settings, manifest: Mapping[str, Any]) -> list[Path]:
    """Write the chosen formats and ``manifest.json`` into ``out``; what stood there stands until every file is complete.

    Raises:
        ConfigError: an unknown format.
        OutputError: the folder cannot be made or written, or the disk is full.
    """
    names = chosen_formats(settings)
    files = {EXPORTERS[n].filename: EXPORTERS[n].generate(graph, settings) for n in names}
    files["manifest.json"] = [json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8", "replace").decode() + "\n"]
    try:
        out.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".kg-", dir=out))
    except OSError as e:
        raise OutputError(f"{out}: cannot be written: {e.strerror or e}") from e
    try:
        for name, pieces in files.items():
            _write(beside / name, pieces)
        _exchange(beside, out, list(files), [e.filename for n, e in EXPORTERS.items() if n not in names])
    except OSError as e:
        raise OutputError(f"{out}: {e.strerror or e}; what stood there before still stands") from e
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return [out / name for name in files]


def _exchange(beside: Path, out: Path, names: list[str], stale: list[str]) -> None:
    """Move the new files into place and the files of other formats, which an older build left, out of it; put all back if one cannot be moved."""
    old = beside / "old"
    old.mkdir()
    done: list[str] = []
    try:
        for name in [*names, *stale]:
            if (out / name).exists():
                (out / name).replace(old / name)
            done.append(name)
            if name in names:
                (beside / name).replace(out / name)
    except OSError:
        for name in done:
            if (old / name).exists():
                (old / name).replace(out / name)
            elif name in names:
                (out / name).unlink(missing_ok=True)
        raise


def _write(path: Path, pieces: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for piece in pieces:
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
