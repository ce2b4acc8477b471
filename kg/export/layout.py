"""Positions for a drawing, computed once and deterministic: connected parts by themselves, packed into a wide page, labels pushed apart until they can be read."""

import math
from collections.abc import Mapping, Sequence

import networkx as nx
import numpy as np

Spot = tuple[float, float]
Box = tuple[float, float]  # half of the width, half of the height


def spread(spots: Mapping[str, Spot], boxes: Mapping[str, Box], rounds: int = 400) -> dict[str, Spot]:
    """Move what overlaps apart, a little a round, along the shorter way out.

    Args:
        spots: centres.
        boxes: half widths and half heights of the boxes around them.
        rounds: the most that are tried.

    >>> sorted(spread({"甲": (0, 0), "乙": (1, 0)}, {"甲": (10, 5), "乙": (10, 5)}).values())[1][0] >= 0
    True
    """
    names = sorted(spots)
    at = np.array([spots[n] for n in names], dtype=float).reshape(-1, 2)
    half = np.array([boxes[n] for n in names], dtype=float).reshape(-1, 2)
    # Two in one spot would have no way apart: a golden-angle spiral tells them where.
    turn = np.arange(len(names)) * 2.399963
    at += np.stack([np.cos(turn), np.sin(turn)], axis=1) * 0.01
    need = half[:, None, :] + half[None, :, :]
    for _ in range(rounds):
        apart = at[:, None, :] - at[None, :, :]
        lack = need - np.abs(apart)
        hit = (lack > 0).all(axis=2)
        np.fill_diagonal(hit, val=False)
        if not hit.any():
            break
        sideways = lack[:, :, 0] < lack[:, :, 1]
        push = np.where(hit, np.minimum(lack[:, :, 0], lack[:, :, 1]) * 0.5 + 0.5, 0.0)
        sign = np.where(apart >= 0, 1.0, -1.0)
        at[:, 0] += np.clip((push * sign[:, :, 0] * sideways).sum(axis=1), -60, 60)
        at[:, 1] += np.clip((push * sign[:, :, 1] * ~sideways).sum(axis=1), -60, 60)
    return {n: (float(x), float(y)) for n, (x, y) in zip(names, at, strict=True)}


def _part(names: Sequence[str], edges: Sequence[tuple[str, str]], boxes: Mapping[str, Box]) -> dict[str, Spot]:
    """Lay one connected part out, its nodes as far apart as their labels are wide."""
    net: nx.Graph[str] = nx.Graph()
    net.add_nodes_from(names)
    net.add_edges_from(edges)
    area = sum(4 * boxes[n][0] * boxes[n][1] for n in names)
    size = 0.36 * math.sqrt(area) + 20
    found = nx.spring_layout(net, seed=7, iterations=300, k=2.2 / math.sqrt(len(names)))
    return spread({n: (float(x) * size * 1.3, float(y) * size * 0.8) for n, (x, y) in found.items()}, boxes)


def positions(names: Sequence[str], edges: Sequence[tuple[str, str]], boxes: Mapping[str, Box], shape: float = 1.5) -> dict[str, Spot]:
    """Return a spot for every node.

    Args:
        names: ids of the nodes.
        edges: pairs of ids.
        boxes: half widths and half heights of nodes with their labels.
        shape: width of the page by its height.
    """
    net: nx.Graph[str] = nx.Graph()
    net.add_nodes_from(sorted(names))
    net.add_edges_from(sorted({(min(e), max(e)) for e in edges}))
    parts = []
    for part in sorted(nx.connected_components(net), key=lambda c: (-len(c), min(c))):
        inside = sorted(part)
        found = _part(inside, sorted((min(e), max(e)) for e in net.subgraph(part).edges), boxes)
        left, top = min(found[n][0] - boxes[n][0] for n in inside), min(found[n][1] - boxes[n][1] for n in inside)
        right, bottom = max(found[n][0] + boxes[n][0] for n in inside), max(found[n][1] + boxes[n][1] for n in inside)
        parts.append((right - left + 30, bottom - top + 24, {n: (x - left, y - top) for n, (x, y) in found.items()}))
    return _packed(parts, shape)


def _packed(parts: Sequence[tuple[float, float, dict[str, Spot]]], shape: float) -> dict[str, Spot]:
    """Put the parts, large ones first, where they go lowest on a skyline of a page of about the wished shape."""
    width = max([math.sqrt(shape * sum(w * h for w, h, _ in parts) * 1.12), *(w for w, _, _ in parts)]) if parts else 0.0
    skyline = [(0.0, 0.0, width)]  # left, height, right
    placed: dict[str, Spot] = {}
    for wide, high, spots in parts:
        options = []
        for left, _, _ in skyline:
            if left + wide <= width + 0.01:
                floor = max(h for a, h, b in skyline if a < left + wide and b > left)
                options.append((floor, left))
        floor, left = min(options)
        for name, (x, y) in spots.items():
            placed[name] = (round(left + x, 1), round(floor + y, 1))
        right = left + wide
        rest = [(a, h, min(b, left)) for a, h, b in skyline if a < left] + [(max(a, right), h, b) for a, h, b in skyline if b > right]
        skyline = sorted([*rest, (left, floor + high, right)])
    return placed
