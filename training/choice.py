"""Learn to choose among options by named features, one of which may be that none is right: what ``subjects.py`` and ``offices.py`` learn with."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

RARE, SHRINK, STEPS, SMALL = 5, 2.0, 80, 0.03
Weights = dict[str, float]
Row = tuple[list[list[str]], list[bool], list[bool]]  # the features of each option, is it right, may it be counted (optional ones may not)


def fit(rows: Sequence[Row]) -> Weights:
    """Return the weights of the features that are seen often enough: the likeliest for the right options together, shrunk by a Gaussian prior."""
    counts = Counter(name for options, _, _ in rows for option in options for name in set(option))
    index = {name: n for n, name in enumerate(sorted(name for name, count in counts.items() if count >= RARE))}
    columns, bounds, group, right, counted = [], [0], [], [], []
    for n, (options, good, known) in enumerate(rows):
        for option in options:
            columns += [index[x] for x in option if x in index]
            bounds.append(len(columns))
            group.append(n)
        right += good
        counted += known
    table = csr_matrix((np.ones(len(columns), np.float32), np.array(columns, np.int32), np.array(bounds)), shape=(len(group), len(index)))
    turned, of, good, known = table.T.tocsr(), np.array(group), np.array(right), np.array(counted)
    starts = np.flatnonzero(np.r_[True, of[1:] != of[:-1]])

    def cost(weights: np.ndarray) -> tuple[float, np.ndarray]:
        sums = (table @ weights.astype(np.float32)).astype(float)
        sums[~known] = -1e9
        odds = np.exp(sums - np.maximum.reduceat(sums, starts)[of])
        every, wanted = np.add.reduceat(odds, starts), np.maximum(np.add.reduceat(np.where(good, odds, 0), starts), 1e-300)
        slope = turned @ (odds / every[of] - np.where(good, odds, 0) / wanted[of]).astype(np.float32)
        return float(SHRINK / 2 * weights @ weights - np.log(wanted / every).sum()), slope.astype(float) + SHRINK * weights

    found = minimize(cost, np.zeros(len(index)), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return {name: round(float(found.x[n]), 2) for name, n in index.items() if abs(found.x[n]) >= SMALL}


def accuracy(weights: Mapping[str, float], rows: Sequence[Row]) -> float:
    """Return the share of rows whose best option is right."""
    hits = 0
    for options, right, counted in rows:
        sums = [sum(weights.get(x, 0.0) for x in o) if c else -1e9 for o, c in zip(options, counted, strict=True)]
        hits += right[sums.index(max(sums))]
    return hits / max(1, len(rows))


def write(path: Path, comment: str, weights: Mapping[str, float]) -> None:
    """Write a table of weights."""
    path.write_text("\n".join([comment, *(f"{name}\t{value}" for name, value in sorted(weights.items()))]) + "\n", encoding="utf-8")
