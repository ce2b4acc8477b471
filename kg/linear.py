"""What the learnt linear scorers share: tables of weights, and how a sum becomes a probability."""

from collections.abc import Mapping, Sequence
from importlib import resources
from math import exp


def read_rows(package: str, name: str) -> list[list[str]]:
    """Return the rows of a package's table of weights, cut at tabs; a line that begins with ``# `` is a comment."""
    text = resources.files(package).joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.split("\n") if line and not line.startswith("# ")]


def read_weights(package: str, name: str) -> dict[str, float]:
    """Return a package's table of weights, each by the name of its feature."""
    return {feature: float(weight) for feature, weight in read_rows(package, name)}


def likeliest(weights: Mapping[str, float], options: Sequence[Sequence[str]]) -> tuple[int, float]:
    """Return which of some options, each told by its features, has the greatest sum of weights, of equals the last; and its probability among them."""
    sums = [sum(weights.get(f, 0.0) for f in features) for features in options]
    best = max(range(len(sums)), key=lambda n: (sums[n], n))
    return best, 1 / sum(exp(x - sums[best]) for x in sums)


def probability(total: float) -> float:
    """Return the logistic function of a sum of weights.

    >>> probability(0.0)
    0.5
    """
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
