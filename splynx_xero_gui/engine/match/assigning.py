"""One to one, the best in all: what is given to one cannot be given to another, and the sum decides (not who is first).

The pairs form a graph that falls into small pieces; in each the matching of the greatest sum is found exactly.

networkx is imported where it is used: with its 285 modules it would cost every start of the program a quarter of a
second and 11 MB.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    pass

L = TypeVar("L", bound=Hashable)
R = TypeVar("R", bound=Hashable)

LARGEST_PIECE = 120


def assign(worth: Mapping[tuple[L, R], float]) -> dict[L, R]:
    """Left → right, so that the sum of `worth` (greater than 0) is the greatest there can be.

    Ties fall to what comes first in order, so that equal input gives equal output in any order.
    """
    chosen: dict[L, R] = {}
    ordered = dict(sorted(worth.items(), key=lambda item: (repr(item[0][0]), repr(item[0][1]))))
    for piece in _pieces(ordered):
        if len(piece) == 1:
            (left, right), _ = piece[0]
            chosen[left] = right
            continue
        chosen.update(_best_of(piece))
    return chosen


def _best_of(piece: list[tuple[tuple[L, R], float]]) -> dict[L, R]:
    import networkx as nx

    graph: nx.Graph[Any] = nx.Graph()
    # Whole numbers: the algorithm compares sums for equality. An earlier edge is worth a hair more.
    for rank, ((left, right), bits) in enumerate(piece):
        graph.add_edge(("l", left), ("r", right), weight=round(bits * 1000) * 10_000 + len(piece) - rank)
    found: dict[L, R] = {}
    for one, other in nx.max_weight_matching(graph):
        left, right = (one, other) if one[0] == "l" else (other, one)
        found[left[1]] = right[1]
    return found


def _pieces(worth: Mapping[tuple[L, R], float]) -> Iterator[list[tuple[tuple[L, R], float]]]:
    """Connected pieces. One too large to be solved at once is cut along its weakest pairs."""
    waiting = [list(worth.items())]
    while waiting:
        for piece in _connected(waiting.pop()):
            nodes = {("l", left) for (left, _), _ in piece} | {("r", right) for (_, right), _ in piece}
            if len(nodes) <= LARGEST_PIECE:
                yield piece
            else:
                waiting.append(_without_weakest(piece))


def _connected(edges: list[tuple[tuple[L, R], float]]) -> list[list[tuple[tuple[L, R], float]]]:
    import networkx as nx

    graph: nx.Graph[Any] = nx.Graph()
    for (left, right), _ in edges:
        graph.add_edge(("l", left), ("r", right))
    piece_of = {node: number for number, nodes in enumerate(nx.connected_components(graph)) for node in nodes}
    found: dict[int, list[tuple[tuple[L, R], float]]] = defaultdict(list)
    for edge in edges:
        found[piece_of["l", edge[0][0]]].append(edge)
    return list(found.values())


def _without_weakest(piece: list[tuple[tuple[L, R], float]]) -> list[tuple[tuple[L, R], float]]:
    """Without the weaker half of those that are nobody's best; without the weakest tenth where all are somebody's."""
    best: dict[object, float] = defaultdict(float)
    for (left, right), bits in piece:
        best["l", left] = max(best["l", left], bits)
        best["r", right] = max(best["r", right], bits)
    spare = sorted(
        (bits, at) for at, (ends, bits) in enumerate(piece) if bits < min(best["l", ends[0]], best["r", ends[1]])
    )
    if spare:
        dropped = {at for _, at in spare[: max(len(spare) // 2, 1)]}
    else:
        order = sorted(range(len(piece)), key=lambda at: piece[at][1])
        dropped = set(order[: max(len(piece) // 10, 1)])
    return [edge for at, edge in enumerate(piece) if at not in dropped]
