"""Logistic regression by AdaGrad over named features: what ``mentions.py`` and ``pairs.py`` learn with."""

import random
from collections.abc import Sequence

import numpy as np

Example = tuple[np.ndarray, bool]  # indices of the features, right


def fit(data: Sequence[Example], size: int, *, epochs: int, rate: float, decay: float, seed: int) -> np.ndarray:
    """Return the weights of ``size`` features, averaged over the epochs."""
    data = list(data)
    weights, total, squares = np.zeros(size), np.zeros(size), np.full(size, 1e-2)
    order = random.Random(seed)
    for _ in range(epochs):
        order.shuffle(data)
        for code, right in data:
            slope = 1 / (1 + np.exp(-weights[code].sum())) - right
            if abs(slope) > 0.01:
                squares[code] += slope * slope
                weights[code] -= rate * (slope / np.sqrt(squares[code]) + decay * weights[code])
        total += weights
    return total / epochs
