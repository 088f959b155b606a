"""networkit: its searches for pairs, its neighbour iterators and Python's sets for the rest."""

import warnings
from itertools import chain

import networkit
import numpy as np

from peer import STEPS, Peer
from programs.numpy import top

warnings.filterwarnings("ignore", module="networkit")


class Program(Peer):
    title = "networkit"

    def version(self):
        return networkit.__version__

    def load(self, graph):
        networkit.setNumberOfThreads(1)
        self.graph = networkit.GraphFromCoo((graph.low, graph.high), n=graph.members)
        self.common = networkit.linkprediction.CommonNeighborsIndex(self.graph)

    def two_steps(self, viewer):
        """Whom the viewer's neighbours have for neighbours, with repetitions."""
        neighbours = self.graph.iterNeighbors
        return chain.from_iterable(map(neighbours, neighbours(viewer)))

    def degrees(self, viewer, others):
        # `BFS` and `MultiTargetBFS` search much further and take ten times as long or more.
        first = set(self.graph.iterNeighbors(viewer))
        near = first.union([viewer], self.two_steps(viewer))

        def degree(other):
            if other == viewer:
                return 0
            if other in first:
                return 1
            if other in near:
                return 2
            return 4 if near.isdisjoint(self.graph.iterNeighbors(other)) else 3

        return [degree(other) for other in others]

    def mutuals(self, viewer, other):
        return 0 if viewer == other else int(self.common.run(viewer, other))

    def second(self, viewer):
        return len(networkit.linkprediction.MissingLinksFinder(self.graph).findFromNode(viewer, 2))

    def distance(self, viewer, other):
        if viewer == other:
            return 0
        search = networkit.distance.BidirectionalBFS(self.graph, viewer, other, storePred=False)
        steps = search.run().getDistance()
        return int(steps) if steps <= STEPS else None

    def suggestions(self, viewer):
        first = list(self.graph.iterNeighbors(viewer))
        if not first:
            return []
        counts = np.bincount(np.fromiter(self.two_steps(viewer), dtype=np.int64))
        counts[[vertex for vertex in [*first, viewer] if vertex < len(counts)]] = 0
        found = np.flatnonzero(counts)
        return top(found, counts[found])
