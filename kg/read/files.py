"""Find files, decode them, and hand each to the reader of its format."""

import datetime
import hashlib
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from charset_normalizer import from_bytes

from kg.errors import ConfigError, ReadError
from kg.model import Source

MAX_BYTES = 100_000_000
META_KEYS = ("date", "source", "place", "title")
Reader = Callable[[bytes, str], list[Source]]
READERS: dict[str, Reader] = {}


def reader(*suffixes: str) -> Callable[[Reader], Reader]:
    """Register a function from a file's bytes and name to its sources under these suffixes."""

    def register(function: Reader) -> Reader:
        READERS.update(dict.fromkeys(suffixes, function))
        return function

    return register


def find_files(inputs: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Yield (doc, path) for every readable format under the inputs, sorted; ``doc`` is the path relative to its input folder.

    Symbolic links to folders are not followed, so that no loop can trap the walk. A file given by name is yielded whatever its suffix, so that its
    reader can say what is wrong with it.

    Raises:
        ReadError: an input does not exist.
    """
    found: dict[Path, str] = {}
    for given in inputs:
        top = given.resolve() if given.exists() else given  # one folder under two names is one folder
        if top.is_dir():
            for folder, folders, names in top.walk() if hasattr(top, "walk") else _walk(top):
                folders[:] = sorted(f for f in folders if not f.startswith("."))
                for name in sorted(names):
                    path = folder / name
                    if path.suffix.lower() in READERS and not name.startswith("."):
                        found.setdefault(path, path.relative_to(top).as_posix())
        elif top.exists() or top.is_symlink():
            found.setdefault(top, top.name)
        else:
            raise ReadError(str(top), "no such file or folder")
    taken: dict[str, Path] = {}
    for path, doc in sorted(found.items(), key=lambda item: (item[1], str(item[0]))):
        parts = path.parts[: -len(Path(doc).parts)]
        while doc in taken and parts:  # the same relative name under two inputs: tell them apart by the folders above
            doc, parts = f"{parts[-1]}/{doc}", parts[:-1]
        taken[doc if doc not in taken else str(path)] = path
    yield from sorted(taken.items())


def _walk(top: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    import os

    for folder, folders, names in os.walk(top):
        yield Path(folder), folders, names


def decode(data: bytes, name: str) -> str:
    """Return the text of a file. A byte order mark stays as the first character, so that offsets are those of the file.

    Raises:
        ReadError: empty, binary, or in no one encoding.
    """
    if not data:
        raise ReadError(name, "the file is empty")
    for mark, encoding in ((b"\xff\xfe\x00\x00", "utf-32-le"), (b"\x00\x00\xfe\xff", "utf-32-be"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as e:
                raise ReadError(name, f"not valid {encoding} at byte {e.start}") from e
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as e:
        text = _guess(data, name, e)
    if "\x00" in text:
        raise ReadError(name, f"binary data: a NUL at character {text.index(chr(0))}")
    return text


def _guess(data: bytes, name: str, utf8: UnicodeDecodeError) -> str:
    if b"\x00" in data[:4096] and not from_bytes(data[:4096], cp_isolation=["utf_16_le", "utf_16_be"]).best():
        raise ReadError(name, "binary data: not text in any encoding") from utf8
    best = from_bytes(data, cp_isolation=["gb18030", "big5", "utf_16_le", "utf_16_be"], threshold=0.35).best()
    if best is None:
        raise ReadError(name, f"neither UTF-8 (byte {utf8.start}) nor GB18030, Big5 or UTF-16: mixed encodings or binary data") from utf8
    text = str(best)
    if "\ufffd" in text or sum(c < " " and c not in "\t\r\n\f" for c in text) > len(text) // 100:
        raise ReadError(name, f"neither UTF-8 (byte {utf8.start}) nor cleanly {best.encoding}: mixed encodings or binary data") from utf8
    return text


def sidecar(path: Path) -> dict[str, str]:
    """Read ``NAME.meta.toml`` beside a file: date, source, place, title.

    Raises:
        ConfigError: it cannot be read, or holds another key or something that is no text.
    """
    beside = path.with_name(path.name + ".meta.toml")
    beside = beside if beside.exists() else path.with_suffix(".meta.toml")
    if not beside.exists():
        return {}
    try:
        found = tomllib.loads(beside.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as e:
        raise ConfigError([f"{beside.name}: {e}"]) from e
    faults = [f"{beside.name}: unknown key {k!r} (known: {', '.join(META_KEYS)})" for k in found if k not in META_KEYS]
    faults += [f"{beside.name}: {k} wants a text, not {v!r}" for k, v in found.items() if k in META_KEYS and not isinstance(v, (str, datetime.date))]
    if faults:
        raise ConfigError(faults)
    return {k: str(v) for k, v in found.items()}


def read_file(path: Path, doc: str | None = None) -> list[Source]:
    """Read one file: its sources (one, or one a record), with the hash of its bytes and what its sidecar says.

    Raises:
        ReadError: the file cannot be read; the message names it and the reason.
    """
    name = doc or path.name
    made = READERS.get(path.suffix.lower())
    if made is None:
        raise ReadError(name, f"unknown format {path.suffix or '(no suffix)'}; known: {' '.join(sorted(READERS))}")
    try:
        if not path.is_file():
            raise ReadError(name, "not a regular file")
        if (size := path.stat().st_size) > MAX_BYTES:
            raise ReadError(name, f"{size / 1e6:.0f} MB is over the limit of {MAX_BYTES / 1e6:.0f} MB a file; split it")
        data = path.read_bytes()
        meta = sidecar(path)
    except OSError as e:
        raise ReadError(name, e.strerror or str(e)) from e
    except ConfigError as e:
        raise ReadError(name, str(e)) from e
    if not data:
        raise ReadError(name, "the file is empty")
    sources = made(data, name)
    if not any(line.text.strip() for s in sources for line in s.lines):
        raise ReadError(name, "there is no text in it")
    digest = hashlib.sha256(data).hexdigest()
    return [replace(s, sha256=digest, meta={**s.meta, **meta}) for s in sources]
