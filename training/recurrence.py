"""What both networks are trained with, in JAX: ``tagger.py`` and ``network.py``. Batches, the layer of ``kg/recurrent.py`` again, dropout, and Adam."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import jax
import jax.numpy as jnp

Net = dict[str, Any]
T = TypeVar("T")


def batches(samples: Sequence[T], size_of: Callable[[T], int], lengths: Sequence[int], most: int, pick: random.Random) -> Iterator[tuple[int, list[T]]]:
    """Yield samples of like length for ever, with the length to which they are padded, every sample at least once a round.

    Args:
        samples: those longer than the last of ``lengths`` are left out.
        size_of: tells how many characters a sample has.
        lengths: to which they may be padded, rising.
        most: characters of a batch.
        pick: what shuffles.
    """
    groups: dict[int, list[T]] = {}
    for s in samples:
        if size_of(s) <= lengths[-1]:
            groups.setdefault(next(n for n in lengths if n >= size_of(s)), []).append(s)
    while True:
        made = []
        for length, group in sorted(groups.items()):
            size = max(1, most // length)
            pick.shuffle(group)
            made += [(length, group[i : i + size] + pick.choices(group, k=max(0, i + size - len(group)))) for i in range(0, len(group), size)]
        pick.shuffle(made)
        yield from made


def kept(key: Any, x: Any, share: float) -> Any:
    """Drop a share of the columns, the same ones along the first axis: at every character of a text, or for every pair of a batch."""
    return x * jax.random.bernoulli(key, 1 - share, (1, *x.shape[1:])) / (1 - share)


def recur(net: Net, way: int, x: Any, inside: Any) -> Any:
    """Run one direction of the cells, 0 forwards and 1 backwards, over characters × texts × columns; ``inside`` tells characters from padding."""
    width = net["recur"].shape[1]
    z = x @ net["input"][way] + net["bias"][way]

    def step(carry: tuple[Any, Any], at: tuple[Any, Any]) -> tuple[tuple[Any, Any], Any]:
        (state, cell), (row, real) = carry, at
        gates = row + state @ net["recur"][way]
        soft = jax.nn.sigmoid(gates[:, : 3 * width])
        new = soft[:, width : 2 * width] * cell + soft[:, :width] * jnp.tanh(gates[:, 3 * width :])
        cell = jnp.where(real[:, None], new, cell)
        state = jnp.where(real[:, None], soft[:, 2 * width :] * jnp.tanh(new), state)
        return (state, cell), state

    blank = jnp.zeros((x.shape[1], width))
    return jax.lax.scan(step, (blank, blank), (z, inside), reverse=bool(way))[1]


def adam(net: Net, first: Net, second: Net, step: float, slope: Net, rate: float, decay: Mapping[str, float]) -> tuple[Net, Net, Net]:
    """Return the weights and both moments after one step of Adam, the gradient cut at a norm of 5; ``decay`` is the share of the rate by which a weight shrinks."""
    norm = jnp.sqrt(sum(jnp.sum(x * x) for x in slope.values()))
    slope = {k: x * jnp.minimum(1.0, 5 / (norm + 1e-9)) for k, x in slope.items()}
    first = {k: 0.9 * first[k] + 0.1 * x for k, x in slope.items()}
    second = {k: 0.999 * second[k] + 0.001 * x * x for k, x in slope.items()}
    grown, spread = 1 - 0.9 ** (step + 1), 1 - 0.999 ** (step + 1)
    net = {k: w - rate * ((first[k] / grown) / (jnp.sqrt(second[k] / spread) + 1e-8) + decay.get(k, 0.0) * w) for k, w in net.items()}
    return net, first, second
