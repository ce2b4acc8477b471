"""What the learnt linear scorers share: tables of weights, and how a sum becomes a probability."""

from collections.abc import Mapping, Sequence
from importlib import resources
from math import exp, log


def read_rows(package: str, name: str) -> list[list[str]]:
    """Return the rows of a package's table of weights, cut at tabs; lines that begin with ``# `` are comments."""
    return parse_rows(resources.files(package).joinpath(name).read_text(encoding="utf-8"))


def parse_rows(text: str) -> list[list[str]]:
    r"""Return the rows of a table of weights.

    >>> parse_rows("# feature, weight\nlen=2\t0.5\n")
    [['len=2', '0.5']]
    """
    return [line.split("\t") for line in text.split("\n") if line and not line.startswith("# ")]


def read_weights(package: str, name: str) -> dict[str, float]:
    """Return a package's table of weights, each by the name of its feature."""
    return {feature: float(weight) for feature, weight in read_rows(package, name)}


def odds(weights: Mapping[str, float], options: Sequence[Sequence[str]]) -> list[float]:
    """Return how likely each of some options, told by its features, is against the likeliest, whose odds are 1.

    >>> odds({"near": 0.0, "far": -100.0}, [["far"], ["near", "new"]])[1]
    1.0
    """
    sums = [sum(weights.get(f, 0.0) for f in features) for features in options]
    most = max(sums)
    return [exp(x - most) for x in sums]


def likeliest(weights: Mapping[str, float], options: Sequence[Sequence[str]]) -> tuple[int, float]:
    """Return which of some options is the likeliest, of equals the last; and its probability among them."""
    known = odds(weights, options)
    return max(range(len(known)), key=lambda n: (known[n], n)), 1 / sum(known)


def probability(total: float) -> float:
    """Return the logistic function of a sum of weights.

    >>> probability(0.0)
    0.5
    """
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


def logit(sure: float, least: float) -> float:
    """Return the logarithm of the odds of a probability that is bounded by ``least`` and 1 - ``least``.

    >>> logit(0.5, 0.001), logit(1.0, 0.001) == logit(0.999, 0.001)
    (0.0, True)
    """
    bound = min(max(sure, least), 1 - least)
    return log(bound / (1 - bound))
