"""Logistic regression over named features: what ``mentions.py`` and ``pairs.py`` learn with."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

Example = tuple[np.ndarray, bool]  # indices of the features, right


def fit(data: Sequence[Example], size: int, *, shrink: float, steps: int = 70, column: Sequence[float] = ()) -> np.ndarray:
    """Return the weights of ``size`` features, shrunk by a Gaussian prior: ``shrink`` is one through its variance.

    ``column`` holds a further feature with a value for every example; its weight comes last.
    """
    bounds = np.cumsum([0, *(len(code) for code, _ in data)])
    table = csr_matrix((np.ones(bounds[-1]), np.concatenate([code for code, _ in data]), bounds), shape=(len(data), size))
    if len(column):
        table = hstack([table, csr_matrix(column).T], format="csr")
    model = LogisticRegression(C=1 / shrink, fit_intercept=False, solver="lbfgs", max_iter=steps, tol=1e-5)
    return np.asarray(model.fit(table, np.array([right for _, right in data])).coef_[0])
