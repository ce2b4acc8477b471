"""Train one network of the recogniser: python training/tagger.py OUT.npz SAMPLES.npz … [--without PART] [--seed N] [--steps N].

The network of ``kg/annotate/tagger.py`` again, in JAX, with what only training needs: dropout, the likelihood of the tags (of all paths that agree with them, where some
are unknown), Adam, and a running average of the weights, which is what is written. Silver samples come often at first and seldom at last.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from prepare import HELD_OUT, SILVER, Sample, read
from recurrence import Net, adam, batches, kept, recur

from kg.annotate.tagger import TAGS, Tagger, grammar
from kg.score import Tally

ROWS = (6000, 16000, 16000, 16000, 1500, 128, 512, 512, 128, 2048)  # of the table of each column of the features
DIMS = (64, 32, 32, 24, 24, 12, 16, 16, 12, 24)
MIXED, WIDTH = 256, 240
BLOT, DROP_TABLES, DROP_MIXED, DROP_STATES = 0.2, 0.3, 0.25, 0.5
BATCH = 5000  # characters
RATE, WARM, LEVEL = 2e-3, 100, 0.4  # the rate rises for WARM steps, stays for LEVEL of all, then falls
AVERAGE, AFTER = 0.995, 150
LENGTHS = (48, 96, 144, 192, 256, 320, 400, 512, 640, 800, 1000, 1300, 1600, 2400)  # texts are padded to one of these; longer ones are left out
_FOLLOW, _BEGIN, _END = grammar()


def fresh(seed: int) -> Net:
    """Return random weights."""
    pick = np.random.default_rng(seed)

    def layer(a: int, b: int) -> Any:
        return (pick.uniform(-1, 1, (a, b)) * np.sqrt(6 / (a + b))).astype(np.float32)

    def turns() -> Any:
        return np.concatenate([np.linalg.qr(pick.normal(size=(WIDTH, WIDTH)))[0] for _ in range(4)], axis=1).astype(np.float32)

    made: Net = {f"table{k}": pick.normal(0, 0.1, (n, d)).astype(np.float32) for k, (n, d) in enumerate(zip(ROWS, DIMS, strict=True))}
    made |= {"mix": layer(sum(DIMS), MIXED), "mixed": np.zeros(MIXED, np.float32)}
    made |= {"input": np.stack([layer(MIXED, 4 * WIDTH) for _ in range(2)]), "recur": np.stack([turns() for _ in range(2)])}
    bias = np.zeros((2, 4 * WIDTH), np.float32)
    bias[:, WIDTH : 2 * WIDTH] = 1  # at first nothing is forgotten
    made |= {"bias": bias, "out": layer(2 * WIDTH, len(TAGS)), "offset": np.zeros(len(TAGS), np.float32), "follow": np.zeros((len(TAGS), len(TAGS)), np.float32)}
    return {name: jnp.asarray(value) for name, value in made.items()}


def emissions(net: Net, rows: Any, inside: Any, key: Any) -> Any:
    """Return the scores of the tags in training; ``rows`` is characters × texts × columns, ``inside`` tells characters from padding."""
    keys = jax.random.split(key, 4)
    seen = ~jax.random.bernoulli(keys[0], BLOT, rows.shape)
    x = jnp.concatenate([net[f"table{k}"][rows[:, :, k]] * seen[:, :, k, None] for k in range(rows.shape[2])], axis=-1) / (1 - BLOT)
    x = kept(keys[1], x, DROP_TABLES)
    x = kept(keys[2], jax.nn.gelu(x @ net["mix"] + net["mixed"]), DROP_MIXED)
    x = jnp.concatenate([recur(net, way, x, inside) for way in (0, 1)], axis=-1)
    return kept(keys[3], x, DROP_STATES) @ net["out"] + net["offset"]


def _paths(follow: Any, scores: Any, inside: Any) -> Any:
    """Return the logarithm of the sum over all paths."""

    def step(sums: Any, at: tuple[Any, Any]) -> tuple[Any, None]:
        row, real = at
        new = jax.nn.logsumexp(sums[:, :, None] + follow[None], axis=1) + row
        return jnp.where(real[:, None], new, sums), None

    sums, _ = jax.lax.scan(step, scores[0] + _BEGIN, (scores[1:], inside[1:]))
    return jax.nn.logsumexp(sums + _END, axis=-1)


def loss(net: Net, rows: Any, tags: Any, inside: Any, key: Any) -> Any:
    """Return how unlikely the tags are, per fifty characters."""
    scores = emissions(net, rows, inside, key)
    follow = net["follow"] + _FOLLOW
    fits = (tags[:, :, None] < 0) | (tags[:, :, None] == jnp.arange(len(TAGS)))
    return 50 * jnp.sum(_paths(follow, scores, inside) - _paths(follow, jnp.where(fits, scores, -1e4), inside)) / jnp.sum(inside)


@partial(jax.jit, donate_argnums=(0, 1, 2))
def update(net: Net, first: Net, second: Net, step: float, batch: tuple[Any, Any, Any], key: Any, rate: float) -> tuple[Net, Net, Net, Any]:
    """Take one step."""
    value, slope = jax.value_and_grad(loss)(net, *batch, key)
    net, first, second = adam(net, first, second, step, slope, rate, {})
    return net, first, second, value


def collate(length: int, chosen: list[Sample]) -> tuple[Any, Any, Any]:
    """Return samples as one batch: rows of features, tags, and what is no padding."""
    rows = np.zeros((length, len(chosen), len(ROWS)), np.int32)
    tags, inside = np.zeros((length, len(chosen)), np.int32), np.zeros((length, len(chosen)), bool)
    for k, s in enumerate(chosen):
        rows[: len(s.tags), k] = s.rows % np.array(ROWS, np.uint64)
        tags[: len(s.tags), k] = s.tags
        inside[: len(s.tags), k] = True
    return rows, tags, inside


def train(samples: list[Sample], steps: int, seed: int) -> Iterator[tuple[int, float, Net]]:
    """Yield after every two hundred steps their number, the loss and the averaged weights."""
    pick = random.Random(seed)
    silver = [s for s in samples if s.part == SILVER]
    gold = [s for s in samples if s.part != SILVER]
    sources = [batches([s for s in part if len(s.tags)], lambda s: len(s.tags), LENGTHS, BATCH, pick) for part in (gold, silver)]
    net, key = fresh(seed), jax.random.PRNGKey(seed)
    first, second = ({k: jnp.zeros_like(w) for k, w in net.items()} for _ in range(2))
    average = None
    total: list[Any] = []
    for n in range(steps):
        batch = collate(*next(sources[bool(silver) and pick.random() < 0.6 * (1 - n / steps) + 0.1]))
        key, now = jax.random.split(key)
        rate = RATE * min(1.0, (n + 1) / WARM, max(0.05, (1 - n / steps) / (1 - LEVEL)))
        net, first, second, value = update(net, first, second, float(n), batch, now, rate)
        total.append(value)
        if n >= AFTER:
            average = {k: w + 0 if average is None else AVERAGE * average[k] + (1 - AVERAGE) * w for k, w in net.items()}
        if (n + 1) % 200 == 0 or n + 1 == steps:
            yield n + 1, float(np.mean([float(x) for x in total])), {k: np.asarray(w) for k, w in (average or net).items()}
            total = []


def figures(net: Net, held: list[Sample]) -> Tally:
    """Return the hits and errors among the names of the samples held out: exact span and type."""
    tagger, found = Tagger([net]), Tally()
    for s in held:
        best = np.full((len(s.tags), len(TAGS)), -1e3, np.float32)
        best[np.arange(len(s.tags)), s.tags] = 0
        want, got = set(tagger.decode(best)), set(tagger.read(s.rows).names)
        found += Tally(len(got & want), len(got - want), len(want - got))
    return found


def main() -> None:
    """Train, report on the paragraphs held out, write the arrays."""
    said = argparse.ArgumentParser(description="Train one network of the recogniser.")
    said.add_argument("out", type=Path)
    said.add_argument("samples", type=Path, nargs="+")
    said.add_argument("--without", type=int, help="leave out this part of the paragraphs, see mentions.py")
    said.add_argument("--seed", type=int, default=1)
    said.add_argument("--steps", type=int, default=1600)
    args = said.parse_args()
    known = [s for path in args.samples for s in read(path)]
    held = [s for s in known if s.part == HELD_OUT]
    for n, value, net in train([s for s in known if s.part not in (HELD_OUT, args.without)], args.steps, args.seed):
        np.savez(args.out, **net)
        sys.stdout.write(f"step {n}: loss {value:.3f}, held out {figures(net, held)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
