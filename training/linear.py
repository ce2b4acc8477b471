"""Logistic regression over named features: what ``mentions.py`` and ``pairs.py`` learn with."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

Example = tuple[np.ndarray, bool]  # indices of the features, right


def fit(data: Sequence[Example], size: int, *, shrink: float, steps: int = 70) -> np.ndarray:
    """Return the weights of ``size`` features, shrunk by a Gaussian prior: ``shrink`` is one through its variance."""
    bounds = np.cumsum([0, *(len(code) for code, _ in data)])
    table = csr_matrix((np.ones(bounds[-1]), np.concatenate([code for code, _ in data]), bounds), shape=(len(data), size))
    model = LogisticRegression(C=1 / shrink, fit_intercept=False, solver="lbfgs", max_iter=steps, tol=1e-5)
    return np.asarray(model.fit(table, np.array([right for _, right in data])).coef_[0])
