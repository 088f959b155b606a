"""igraph: neighbourhoods and shortest paths of the library, compared in Python's sets."""

import warnings
from itertools import chain

import igraph
import numpy as np

from peer import STEPS, Peer
from programs.numpy import top

# No way between two vertices is an answer.
warnings.filterwarnings("ignore", message="Couldn't reach some vertices")


class Program(Peer):
    title = "igraph"

    def version(self):
        return igraph.__version__

    def load(self, graph):
        edges = np.column_stack([graph.low, graph.high]).astype(np.int32)
        self.graph = igraph.Graph(n=graph.members, edges=edges)

    def degrees(self, viewer, others):
        # `distances` with targets searches much further than two steps from the viewer.
        first = set(self.graph.neighbors(viewer))
        near = set(self.graph.neighborhood(viewer, order=2))

        def degree(other):
            if other == viewer:
                return 0
            if other in first:
                return 1
            if other in near:
                return 2
            return 4 if near.isdisjoint(self.graph.neighbors(other)) else 3

        return [degree(other) for other in others]

    def mutuals(self, viewer, other):
        if viewer == other:
            return 0
        return len(set(self.graph.neighbors(viewer)).intersection(self.graph.neighbors(other)))

    def second(self, viewer):
        return self.graph.neighborhood_size(viewer, order=2, mindist=2)

    def distance(self, viewer, other):
        # Up to four steps the sides' neighbourhoods are quicker than a path, which starts from one.
        if viewer == other:
            return 0
        first, last = set(self.graph.neighbors(viewer)), self.graph.neighbors(other)
        if other in first:
            return 1
        if not first.isdisjoint(last):
            return 2
        second = set(self.graph.neighborhood(viewer, order=2, mindist=2))
        if not second.isdisjoint(last):
            return 3
        if not second.isdisjoint(self.graph.neighborhood(other, order=2, mindist=2)):
            return 4
        path = self.graph.get_shortest_path(viewer, other)
        return len(path) - 1 if 1 <= len(path) <= STEPS + 1 else None

    def suggestions(self, viewer):
        # `cocitation` goes through the whole graph for one vertex.
        first = self.graph.neighbors(viewer)
        if not first:
            return []
        reached = chain.from_iterable(self.graph.neighborhood(first, order=1, mindist=1))
        counts = np.bincount(np.fromiter(reached, dtype=np.int64))
        counts[[vertex for vertex in [*first, viewer] if vertex < len(counts)]] = 0
        found = np.flatnonzero(counts)
        return top(found, counts[found])
