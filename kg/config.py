"""The settings of a build: one frozen object, from ``kg.toml`` and the command line; all faults are told at once."""

import re
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kg.errors import ConfigError

_KEYS: dict[str, dict[str, type]] = {
    "build": {"jobs": int, "formats": list, "identity": str, "base_iri": str},
    "input": {"date": str, "source": str, "place": str},
    "model": {"pipeline": str, "labels": dict},
}


@dataclass(frozen=True)
class Settings:
    """What a build needs to know besides its inputs.

    Attributes:
        jobs: number of worker processes.
        formats: names of exporters; empty means the usual ones.
        identity: path of ``identity.toml``, or empty.
        base_iri: base of the IRIs in RDF; ends in ``/`` or ``:``.
        pipeline: another spaCy pipeline, a path or an installed package; empty means the shipped one.
        labels: pairs of that pipeline's labels and our types.
        defaults: date, source and place of files that say nothing themselves.
    """

    jobs: int = 1
    formats: tuple[str, ...] = ()
    identity: str = ""
    base_iri: str = "https://example.org/kg/"
    pipeline: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    defaults: tuple[tuple[str, str], ...] = field(default=())


def _faults(data: dict[str, Any], where: str) -> list[str]:
    made = []
    for section, content in data.items():
        if not isinstance(content, dict):
            made.append(f"{where}: {section} stands outside any section (known: {', '.join(_KEYS)})")
            continue
        if section not in _KEYS:
            made.append(f"{where}: unknown section [{section}] (known: {', '.join(_KEYS)})")
            continue
        for key, value in content.items():
            want = _KEYS[section].get(key)
            if want is None:
                made.append(f"{where}: unknown key {section}.{key} (known: {', '.join(_KEYS[section])})")
            elif not isinstance(value, want) or isinstance(value, bool):
                made.append(f"{where}: {section}.{key} wants {want.__name__}, not {value!r}")
    return made


def _beside(path: Path, pipeline: str) -> str:
    """Read a pipeline's path relative to the settings' folder; what is no folder there is the name of an installed package."""
    return str(path.parent / pipeline) if pipeline and (path.parent / pipeline).is_dir() else pipeline


def check(settings: Settings) -> list[str]:
    """Return what is wrong with settings, one line a fault."""
    made = []
    if not 1 <= settings.jobs <= 256:
        made.append(f"jobs wants 1 to 256, not {settings.jobs}")
    if not re.fullmatch(r"(?:https?://|urn:)[^\s<>\"{}|\\^`]+[/:]", settings.base_iri) or "#" in settings.base_iri:
        made.append(f"base_iri wants an absolute IRI that ends in / or : and holds no #, not {settings.base_iri!r}")
    if settings.identity and not Path(settings.identity).is_file():
        made.append(f"identity: no such file: {settings.identity}")
    if settings.labels and not settings.pipeline:
        made.append("model.labels map the labels of another pipeline: name it in model.pipeline")
    date = dict(settings.defaults).get("date", "")
    if date and not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", date):
        made.append(f"input.date wants 2025, 2025-07 or 2025-07-13, not {date!r}")
    return made


def read_settings(path: Path | None = None, **overrides: Any) -> Settings:
    """Read ``kg.toml`` and lay the command line's values over it.

    Args:
        path: the file, or None for the defaults. Paths in it are relative to its folder.
        overrides: fields of ``Settings``; None means not given.

    Raises:
        ConfigError: with every fault.
    """
    made = Settings()
    faults: list[str] = []
    if path is not None:
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
            raise ConfigError([f"{path}: {e}"]) from e
        faults = _faults(data, str(path))
        if not faults:
            build, model = data.get("build", {}), data.get("model", {})
            identity = build.get("identity", "")
            made = Settings(
                jobs=build.get("jobs", made.jobs),
                formats=tuple(map(str, build.get("formats", ()))),
                identity=str(path.parent / identity) if identity else "",
                base_iri=build.get("base_iri", made.base_iri),
                pipeline=_beside(path, model.get("pipeline", "")),
                labels=tuple(sorted((str(k), str(v)) for k, v in model.get("labels", {}).items())),
                defaults=tuple(sorted((k, str(v)) for k, v in data.get("input", {}).items())),
            )
    made = replace(made, **{k: v for k, v in overrides.items() if v is not None})
    faults += check(made)
    if faults:
        raise ConfigError(faults)
    return made
