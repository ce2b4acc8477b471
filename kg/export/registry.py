"""The one dict of exporters: a name, the file it writes, and a function from a graph to its pieces of text."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kg.config import Settings
from kg.model import PageGraph

Generate = Callable[[PageGraph, Settings], Iterable[str]]


@dataclass(frozen=True)
class Exporter:
    """A format: its file's name, what it is for, and how it is made, piece by piece."""

    name: str
    filename: str
    about: str
    generate: Generate
    by_default: bool = True


EXPORTERS: dict[str, Exporter] = {}


def exporter(name: str, filename: str, about: str, *, by_default: bool = True) -> Callable[[Generate], Generate]:
    """Register a generator of text as a format; one that is not there by default is written where the settings name it."""

    def register(function: Generate) -> Generate:
        EXPORTERS[name] = Exporter(name, filename, about, function, by_default)
        return function

    return register
