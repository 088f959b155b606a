"""SuiteSparse:GraphBLAS through python-graphblas: frontiers as sparse vectors, masked products."""

import graphblas
import numpy as np
from graphblas import Matrix, Vector, binary, semiring

from peer import STEPS, Peer
from programs.numpy import top


class Program(Peer):
    title = "GraphBLAS"

    def version(self):
        library = ".".join(map(str, graphblas.ss.about["library_version"]))
        return f"{library} (python-graphblas {graphblas.__version__})"

    def load(self, graph):
        graphblas.ss.config["nthreads"] = 1
        self.members = graph.members
        offsets, arcs = graph.rows()
        self.matrix = Matrix.ss.import_csr(
            nrows=graph.members,
            ncols=graph.members,
            indptr=offsets.astype(np.uint64),
            col_indices=arcs.astype(np.uint64),
            values=np.ones(1, dtype=np.int32),
            is_iso=True,
            sorted_cols=True,
        )

    def row(self, vertex):
        return self.matrix[vertex, :].new()

    def unit(self, vertex):
        return Vector.from_coo([vertex], 1, dtype=np.int32, size=self.members)

    def degrees(self, viewer, others):
        first = self.row(viewer)
        near = semiring.any_pair(first @ self.matrix).new()
        near(binary.any) << first
        near[viewer] = 1
        third = semiring.any_pair(self.matrix[others, :].new() @ near).new()
        degrees = np.full(len(others), 4)
        degrees[third.to_coo(values=False)[0]] = 3
        degrees[near[others].new().to_coo(values=False)[0]] = 2
        degrees[first[others].new().to_coo(values=False)[0]] = 1
        degrees[np.array(others) == viewer] = 0
        return degrees.tolist()

    def mutuals(self, viewer, other):
        if viewer == other:
            return 0
        return binary.pair(self.row(viewer) & self.row(other)).new().nvals

    def second(self, viewer):
        known = self.row(viewer)
        known[viewer] = 1
        return semiring.any_pair(known @ self.matrix).new(mask=~known.S).nvals

    def distance(self, viewer, other):
        if viewer == other:
            return 0
        fronts = [self.unit(viewer), self.unit(other)]
        seen = [front.dup() for front in fronts]
        for steps in range(1, STEPS + 1):
            side = 0 if fronts[0].nvals <= fronts[1].nvals else 1
            front = semiring.any_pair(fronts[side] @ self.matrix).new(mask=~seen[side].S)
            if binary.pair(front & seen[1 - side]).new().nvals:
                return steps
            if not front.nvals:
                return None
            seen[side](binary.any) << front
            fronts[side] = front
        return None

    def suggestions(self, viewer):
        first = self.row(viewer)
        known = first.dup()
        known[viewer] = 1
        counts = semiring.plus_pair(first @ self.matrix).new(mask=~known.S)
        vertices, counts = counts.to_coo()
        return top(vertices, counts.astype(np.int64))
