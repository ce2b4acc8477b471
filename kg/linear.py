"""What the learnt linear scorers share: tables of weights, and how a sum becomes a probability."""

from importlib import resources
from math import exp


def read_rows(package: str, name: str) -> list[list[str]]:
    """Return the rows of a package's table of weights, cut at tabs; a line that begins with ``# `` is a comment."""
    text = resources.files(package).joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.split("\n") if line and not line.startswith("# ")]


def probability(total: float) -> float:
    """Return the logistic function of a sum of weights.

    >>> probability(0.0)
    0.5
    """
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
