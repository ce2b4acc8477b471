"""Train the network for relations: python training/network.py OUT.npz FILES [--without PART] [--seed N] [--steps N].

The network of ``kg/relate/network.py`` again, in JAX, with what only training needs: dropout, the likelihood of the annotated claims and figures, Adam, and a running
average of the weights, which is what is written, in half precision.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from claims import Paragraph, paragraphs
from pairs import candidates, wanted_of
from prepare import FOLDS, HELD_OUT
from recurrence import Net, adam, batches, kept, recur
from subjects import Figures

from kg.relate.network import APART, OFTEN, RECENT, Reading, Tokens, tokens, told
from kg.relate.pairs import SCORED
from kg.relate.skeleton import TYPES
from kg.score import Tally

WORDS, NAMES = ((6000, 48), (16000, 24), (16000, 24)), ((len(TYPES) + 1, 32), (6000, 32), (16000, 32), (6000, 16), (len(OFTEN) + 2, 8), (3, 8))  # rows, columns
COUNTED, MIXED, WIDTH, HIDDEN = 8, 160, 128, 96
TOLD = tuple(zip((2 * (len(edges) + 1) for edges in APART), (8, 4, 8, 12), strict=True))
TOLD_OF_FIGURES = (*TOLD, (RECENT + 1, 8), (len(OFTEN) + 2, 6))
BLOT_WORDS, BLOT_NAMES, DROP_TABLES, DROP_MIXED, DROP_STATES = 0.15, 0.25, 0.25, 0.2, 0.4
DROP_HEAD = {"pair": 0.2, "figure": 0.4}
LIKE_PAIRS, LIKE_FIGURES = 1 / 200, 1 / 60
BATCH, PLACES, PAIRS, OPTIONS, FIGURES = 6000, 1024, 5120, 4096, 320  # characters of a batch; and what it holds at most (0.3 % of the pairs are left out)
RATE, DECAY, WARM, LEVEL, LEAST = 1.5e-3, 1e-3, 100, 0.4, 0.03  # the rate rises for WARM steps, stays for LEVEL of all, then falls
AVERAGE, AFTER = 0.995, 150
LENGTHS = (96, 192, 288, 448, 704, 1200, 2400)  # texts are padded to one of these; longer ones are left out


@dataclass(frozen=True)
class Sample:
    """A paragraph to learn from.

    ``pairs`` are rows of head, tail, how far apart they are, and two sets of relations as bits: those that fit and are counted, and those that hold; ``options`` are
    rows of figure, its place, the mention's, how far apart and what is told of it, is it right, may it be counted; ``none`` rows of the end of a figure, is it stated of
    none, may that be counted, may anything.
    """

    read: Tokens
    pairs: Any
    options: Any
    none: Any
    part: int
    figures: Figures


def sample(paragraph: Paragraph) -> Sample:
    """Make a sample of an annotated paragraph."""
    figures = Figures(paragraph)
    sk, (wanted, maybe) = figures.sk, wanted_of(paragraph)
    read = tokens(sk)
    ends, bits = [], []
    for i, j, keys in candidates(paragraph, sk):
        ends.append((i, j))
        counted = [k for k in keys if k in wanted or k not in maybe]
        bits.append([sum(1 << SCORED.index(k[0]) for k in keys) for keys in (counted, [k for k in counted if k in wanted])])
    at = np.array(ends, np.int64).reshape(-1, 2)
    pairs = np.concatenate([at, read.apart(at[:, 0], at[:, 1]), np.array(bits, np.int64).reshape(-1, 2)], axis=1)
    options, none = [], []
    for n, (key, figure) in enumerate(figures.found):
        right, counted = figures.options(key, figure)
        second = np.array(figure.among, np.int64)
        first = np.full_like(second, figure.at)
        judged = np.array([right, counted], np.int64).T
        options.append(np.concatenate([np.full_like(second, n)[:, None], first[:, None], second[:, None], read.apart(first, second), told(figure), judged[:-1]], axis=1))
        none.append((figure.found.end() - 1, *judged[-1], any(r and c for r, c in judged)))
    width = 5 + len(TOLD_OF_FIGURES)
    return Sample(read, pairs, np.concatenate([np.zeros((0, width), np.int64), *options]), np.array(none, np.int64).reshape(-1, 4), paragraph.part, figures)


def fresh(seed: int) -> Net:
    """Return random weights."""
    pick = np.random.default_rng(seed)

    def layer(a: int, b: int, scale: float = 1.0) -> Any:
        return scale * pick.uniform(-1, 1, (a, b)) * np.sqrt(6 / (a + b))

    made: Net = {f"word{k}": pick.normal(0, 0.1, shape) for k, shape in enumerate(WORDS)}
    made |= {f"name{k}": pick.normal(0, 0.1, shape) for k, shape in enumerate(NAMES)}
    made |= {"counted": pick.normal(0, 0.1, (2, COUNTED)), "mix": layer(sum(d for _, d in (*WORDS, *NAMES)) + COUNTED, MIXED), "mixed": np.zeros(MIXED)}
    made["input"] = np.stack([layer(MIXED, 4 * WIDTH) for _ in range(2)])
    made["recur"] = np.stack([np.concatenate([np.linalg.qr(pick.normal(size=(WIDTH, WIDTH)))[0] for _ in range(4)], axis=1) for _ in range(2)])
    made["bias"] = np.zeros((2, 4 * WIDTH))
    made["bias"][:, WIDTH : 2 * WIDTH] = 1  # at first nothing is forgotten
    for kind, shapes, size in (("pair", TOLD, len(SCORED)), ("figure", TOLD_OF_FIGURES, 1)):
        made |= {f"{kind}_{name}": layer(2 * WIDTH, HIDDEN, scale) for name, scale in (("head", 1.0), ("tail", 1.0), ("between", 1.0), ("left", 0.5), ("right", 0.5))}
        made |= {f"{kind}_told{k}": pick.normal(0, 0.3, shape) for k, shape in enumerate(shapes)}
        made |= {f"{kind}_apart": layer(sum(d for _, d in shapes), HIDDEN), f"{kind}_bias": np.zeros(HIDDEN)}
        made |= {f"{kind}_out": layer(2 * HIDDEN, size, 0.3), f"{kind}_offset": np.full(size, -2.0 if kind == "pair" else 0.0)}
    made |= {"none": layer(2 * WIDTH, HIDDEN), "none_bias": np.zeros(HIDDEN), "none_out": layer(HIDDEN, 1, 0.3)}
    return {name: jnp.asarray(value, jnp.float32) for name, value in made.items()}


def _embed(net: Net, name: str, rows: Any, seen: Any = None) -> Any:
    made = [net[f"{name}{k}"][rows[..., k]] for k in range(rows.shape[-1])]
    return jnp.concatenate(made if seen is None else [x * seen[..., k, None] for k, x in enumerate(made)], axis=-1)


def scores(net: Net, batch: Net, key: Any) -> tuple[Any, Any, Any]:
    """Return the logits in training of pairs and relations, of the options of figures, and of each figure being stated of none."""
    keys = jax.random.split(key, 7)
    words = jax.random.bernoulli(keys[0], 1 - BLOT_WORDS, batch["words"].shape) / (1 - BLOT_WORDS)
    names = (jax.random.bernoulli(keys[1], 1 - BLOT_NAMES, batch["names"].shape) / (1 - BLOT_NAMES)).at[..., 0].set(1.0) * (batch["names"][..., :1] > 0)
    x = jnp.concatenate([_embed(net, "word", batch["words"], words), _embed(net, "name", batch["names"], names), net["counted"][batch["counted"]]], axis=-1)
    x = kept(keys[3], jax.nn.gelu(kept(keys[2], x, DROP_TABLES) @ net["mix"] + net["mixed"]), DROP_MIXED)
    x = kept(keys[4], jnp.concatenate([recur(net, way, x, batch["inside"]) for way in (0, 1)], axis=-1), DROP_STATES)
    texts = x.shape[1]
    flat = x.reshape(-1, 2 * WIDTH)  # character by character, of each one text after the other
    at = flat[batch["places"]]

    def score(kind: str, first: Any, second: Any, told: Any, key: Any) -> Any:
        sums = jnp.cumsum(jax.nn.gelu(x @ net[f"{kind}_between"]) * batch["inside"][..., None], axis=0)
        sums = jnp.concatenate([jnp.zeros((1, texts, HIDDEN)), sums]).reshape(-1, HIDDEN)
        ends = batch["places"][first], batch["places"][second]
        a, b = jnp.minimum(*ends), jnp.maximum(*ends)
        mean = (sums[b] - sums[a + texts]) / jnp.maximum(1, (b - a) // texts)[:, None]
        head, tail, left, right = ((at @ net[f"{kind}_{name}"])[i] for name, i in (("head", first), ("tail", second), ("left", first), ("right", second)))
        hidden = head + tail + mean + _embed(net, f"{kind}_told", told) @ net[f"{kind}_apart"] + net[f"{kind}_bias"]
        both = jnp.concatenate([jax.nn.gelu(hidden), left * right], axis=-1)
        return kept(key, both, DROP_HEAD[kind]) @ net[f"{kind}_out"] + net[f"{kind}_offset"]

    pairs = score("pair", batch["heads"], batch["tails"], batch["told"], keys[5])
    options = score("figure", batch["firsts"], batch["seconds"], batch["figure_told"], keys[6])[:, 0]
    none = (jax.nn.gelu(at[batch["last"]] @ net["none"] + net["none_bias"]) @ net["none_out"])[:, 0]
    return pairs, options, none


def loss(net: Net, batch: Net, key: Any) -> tuple[Any, tuple[Any, Any]]:
    """Return how unlikely the claims and the subjects of figures are, and both parts of that."""
    pairs, options, none = scores(net, batch, key)
    of_pairs = LIKE_PAIRS * jnp.sum(batch["fits"] * (jax.nn.softplus(pairs) - batch["holds"] * pairs))
    options, none = jnp.where(batch["may"], options, -1e9), jnp.where(batch["none_may"], none, -1e9)
    size = none.shape[0]
    most = jax.lax.stop_gradient(jnp.maximum(jnp.maximum(jax.ops.segment_max(options, batch["of"], size), none), -1e6))
    odds, without = jnp.exp(options - most[batch["of"]]), jnp.exp(none - most)
    every = jax.ops.segment_sum(odds, batch["of"], size) + without
    right = jax.ops.segment_sum(odds * batch["right"], batch["of"], size) + without * batch["none_right"]
    of_figures = LIKE_FIGURES * jnp.sum(batch["told_any"] * (jnp.log(every + 1e-30) - jnp.log(right + 1e-30)))
    return of_pairs + of_figures, (of_pairs, of_figures)


@partial(jax.jit, donate_argnums=(0, 1, 2))
def update(net: Net, first: Net, second: Net, step: float, batch: Net, key: Any, rate: float) -> tuple[Net, Net, Net, tuple[Any, Any]]:
    """Take one step; all but the embeddings of words and names decays."""
    (_, parts), slope = jax.value_and_grad(loss, has_aux=True)(net, batch, key)
    decay = {k: DECAY for k in net if not k.startswith(("word", "name"))}
    net, first, second = adam(net, first, second, step, slope, rate, decay)
    return net, first, second, parts


def _padded(rows: Sequence[Any], size: int, fill: int = 0) -> Any:
    made = np.concatenate(rows)[:size]
    return np.concatenate([made, np.full((size - len(made), *made.shape[1:]), fill, made.dtype)])


def collate(length: int, chosen: Sequence[Sample]) -> Net:
    """Return samples as one batch; a place is its character times the number of texts, plus the text, and is told by its number in ``places``."""
    size = len(chosen)
    words, names = np.zeros((length, size, len(WORDS)), np.int32), np.zeros((length, size, len(NAMES)), np.int32)
    counted, inside = np.zeros((length, size), np.int32), np.zeros((length, size), bool)
    pairs, options, none, known = [], [], [], 0
    for k, s in enumerate(chosen):
        n = len(s.read.words)
        words[:n, k], names[:n, k] = s.read.words % [rows for rows, _ in WORDS], s.read.names % [rows for rows, _ in NAMES]
        counted[:n, k], inside[:n, k] = s.read.counted, True
        pairs.append(np.concatenate([s.pairs[:, :2] * size + k, s.pairs[:, 2:]], axis=1))
        options.append(np.concatenate([s.options[:, :1] + known, s.options[:, 1:3] * size + k, s.options[:, 3:]], axis=1))
        none.append(np.concatenate([s.none[:, :1] * size + k, s.none[:, 1:]], axis=1))
        known += len(s.none)
    pair, option, last = _padded(pairs, PAIRS), _padded(options, OPTIONS, -1), _padded(none, FIGURES)
    option[option[:, 0] < 0] = [FIGURES - 1, *[0] * (option.shape[1] - 1)]
    places = np.unique(np.concatenate([pair[:, :2].ravel(), option[:, 1:3].ravel(), last[:, 0]]))
    heads, tails, firsts, seconds, ends = (np.searchsorted(places, x) for x in (pair[:, 0], pair[:, 1], option[:, 1], option[:, 2], last[:, 0]))
    fits, holds = ((pair[:, k, None] >> np.arange(len(SCORED))) & 1 for k in (-2, -1))
    size = max(PLACES, 2 ** int(np.ceil(np.log2(len(places)))))
    return {
        "words": words, "names": names, "counted": counted, "inside": inside, "places": _padded([places], size).astype(np.int32),
        "heads": heads.astype(np.int32), "tails": tails.astype(np.int32), "told": pair[:, 2:-2].astype(np.int32),
        "fits": fits.astype(np.float32), "holds": holds.astype(np.float32),
        "firsts": firsts.astype(np.int32), "seconds": seconds.astype(np.int32), "figure_told": option[:, 3:-2].astype(np.int32),
        "of": option[:, 0].astype(np.int32), "right": option[:, -2].astype(np.float32), "may": option[:, -1] > 0,
        "last": ends.astype(np.int32), "none_right": last[:, 1].astype(np.float32), "none_may": last[:, 2] > 0, "told_any": last[:, 3].astype(np.float32),
    }  # fmt: skip


def train(samples: Sequence[Sample], steps: int, seed: int) -> Iterator[tuple[int, tuple[float, ...], Net]]:
    """Yield after every three hundred steps their number, both parts of the loss and the averaged weights."""
    told_of = [s for s in samples if len(s.pairs) or len(s.none)]
    source = batches(told_of, lambda s: len(s.read.words), LENGTHS, BATCH, random.Random(seed))
    net, key = fresh(seed), jax.random.PRNGKey(seed)
    first, second = ({k: jnp.zeros_like(w) for k, w in net.items()} for _ in range(2))
    average = None
    total: list[Any] = []
    for n in range(steps):
        key, now = jax.random.split(key)
        rate = RATE * min(1.0, (n + 1) / WARM, max(LEAST, (1 - n / steps) / (1 - LEVEL)))
        net, first, second, parts = update(net, first, second, float(n), collate(*next(source)), now, rate)
        total.append(parts)
        if n >= AFTER:
            average = {k: w + 0 if average is None else AVERAGE * average[k] + (1 - AVERAGE) * w for k, w in net.items()}
        if (n + 1) % 300 == 0 or n + 1 == steps:
            yield n + 1, tuple(float(np.mean([float(x[k]) for x in total])) for k in (0, 1)), {k: np.asarray(w) for k, w in (average or net).items()}
            total = []


def tried(net: Net, samples: Sequence[Sample]) -> tuple[Tally, float]:
    """Return the hits and errors among the pairs that a network thinks likely, and the share of figures whose likeliest option is right."""
    net = {k: w.astype(np.float16).astype(np.float32) for k, w in net.items()}
    found, hits, counted = Tally(), 0, 0
    for s in samples:
        reading = Reading(net, s.read)
        if len(s.pairs):
            fits, holds = ((s.pairs[:, k, None] >> np.arange(len(SCORED))) & 1 for k in (-2, -1))
            said = (reading.pairs(s.pairs[:, :2]) > 0) & (fits > 0)
            found += Tally(int((said & (holds > 0)).sum()), int((said & (holds == 0)).sum()), int((~said & (holds > 0)).sum()))
        for key, figure in s.figures.found:
            right, may = s.figures.options(key, figure)
            if any(r and m for r, m in zip(right, may, strict=True)):
                counted += 1
                hits += right[int(np.argmax(np.where(may, reading.figure(figure), -np.inf)))]
    return found, hits / max(1, counted)


def main() -> None:
    """Train, report on the paragraphs held out or left out, write the arrays."""
    said = argparse.ArgumentParser(description="Train the network for relations.")
    said.add_argument("out", type=Path)
    said.add_argument("files", type=Path, nargs="+")
    said.add_argument("--without", type=int, choices=range(FOLDS), help="leave out this part of the paragraphs, see claims.Readers")
    said.add_argument("--seed", type=int, default=1)
    said.add_argument("--steps", type=int, default=1400)
    args = said.parse_args()
    known = [sample(p) for path in args.files for _, p in paragraphs(path)]
    unseen = [s for s in known if s.part == (HELD_OUT if args.without is None else args.without)]
    for n, parts, net in train([s for s in known if s.part not in (HELD_OUT, args.without)], args.steps, args.seed):
        np.savez(args.out, **{name: value.astype(np.float16) for name, value in sorted(net.items())})
        pairs, figures = tried(net, unseen[:600])
        sys.stdout.write(f"step {n}: loss {parts[0]:.3f} + {parts[1]:.3f}, unseen pairs {pairs}, figures {figures:.3f}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
