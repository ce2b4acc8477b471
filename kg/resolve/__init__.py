"""Mentions and claims in, a page graph out: canonical names, aliases, references, identity."""

from kg.resolve.identity import Identity, read_identity
from kg.resolve.resolve import resolve

__all__ = ["Identity", "read_identity", "resolve"]
