"""What the recurrent networks share (the recogniser's and that of relations), in NumPy alone."""

from collections.abc import Mapping
from typing import Any

import numpy as np

Array = Any  # of 32-bit floats, or of whole numbers


def embed(net: Mapping[str, Array], name: str, rows: Array) -> Array:
    """Return the embeddings of the columns of ``rows``, hashes or numbers, side by side; column ``k`` has the table ``name`` and ``k``."""
    tables = [net[f"{name}{k}"] for k in range(rows.shape[1])]
    return np.concatenate([table[rows[:, k] % rows.dtype.type(len(table))] for k, table in enumerate(tables)], axis=1)


def gelu(x: Array) -> Array:
    """Return the Gaussian error linear unit of each value, by its usual approximation."""
    return 0.5 * x * (1 + np.tanh(np.float32(0.7978845608) * (x + np.float32(0.044715) * x**3)))


def recur(x: Array, net: Mapping[str, Array]) -> Array:
    """Run a layer of LSTM cells forwards and backwards over a text; return the states of both beside each other.

    Args:
        x: one row a character.
        net: ``input``, ``recur`` and ``bias``, of each the forward part and the backward part; gates in the order input, forget, output, new.
    """
    width = net["recur"].shape[1]
    z = np.stack((x @ net["input"][0] + net["bias"][0], (x @ net["input"][1] + net["bias"][1])[::-1]), axis=1)[:, :, None, :]
    state = np.zeros((2, 1, width), dtype=np.float32)
    cell = np.zeros((2, 1, width), dtype=np.float32)
    made = np.empty((len(x), 2, width), dtype=np.float32)
    for t, row in enumerate(z):
        gates = row + np.matmul(state, net["recur"])
        soft = 1 / (1 + np.exp(-gates[..., : 3 * width]))
        cell = soft[..., width : 2 * width] * cell + soft[..., :width] * np.tanh(gates[..., 3 * width :])
        state = soft[..., 2 * width :] * np.tanh(cell)
        made[t] = state[:, 0]
    return np.concatenate((made[:, 0], made[::-1, 1]), axis=1)
