"""Ladybug, the continuation of Kuzu: a relationship in each direction, asked in Cypher."""

import ladybug
import numpy as np
import pyarrow

from peer import STEPS, Peer, size

DEGREES = """
MATCH p = (:person {id: $viewer})-[:knows* SHORTEST 1..3]->(other:person)
WHERE other.id IN $others RETURN other.id, length(p)
"""

MUTUALS = """
MATCH (v:person {id: $viewer})-[:knows]->()<-[:knows]-(o:person {id: $other})
WHERE $viewer <> $other RETURN count(*)
"""

SECOND = """
MATCH (v:person {id: $viewer})-[:knows]->()-[:knows]->(w)
WHERE w.id <> $viewer AND NOT EXISTS { MATCH (v)-[:knows]->(w) } RETURN count(DISTINCT w.id)
"""

# Up to four steps patterns are much quicker than SHORTEST.
STEPS_1 = """
MATCH (:person {id: $viewer})-[:knows]->(:person {id: $other}) RETURN 1 LIMIT 1
"""
STEPS_2 = """
MATCH (:person {id: $viewer})-[:knows]->()-[:knows]->(:person {id: $other}) RETURN 2 LIMIT 1
"""
STEPS_3 = """
MATCH (:person {id: $other})-[:knows]->(last) WITH collect(last.id) AS near
MATCH (:person {id: $viewer})-[:knows]->()-[:knows]->(w) WHERE w.id IN near RETURN 3 LIMIT 1
"""
STEPS_4 = """
MATCH (:person {id: $viewer})-[:knows]->()-[:knows]->(middle) WITH DISTINCT middle
MATCH (:person {id: $other})-[:knows]->()-[:knows]->(middle) RETURN 4 LIMIT 1
"""
STEPS_MORE = f"""
MATCH p = (:person {{id: $viewer}})-[:knows* SHORTEST 1..{STEPS}]->(:person {{id: $other}})
RETURN length(p)
"""

SUGGESTIONS = """
MATCH (v:person {id: $viewer})-[:knows]->()-[:knows]->(w) WITH v, w, count(*) AS mutuals
WHERE w.id <> $viewer AND NOT EXISTS { MATCH (v)-[:knows]->(w) }
RETURN w.id AS id, mutuals ORDER BY mutuals DESC, id LIMIT 20
"""


class Program(Peer):
    title = "Ladybug"

    def version(self):
        return ladybug.__version__

    def load(self, graph):
        database = ladybug.Database(
            str(self.place.folder / "graph"), buffer_pool_size=8 << 30, max_num_threads=1
        )
        self.db = ladybug.Connection(database, num_threads=1)
        self.db.execute("CREATE NODE TABLE person (id INT64 PRIMARY KEY)")
        self.db.execute("CREATE REL TABLE knows (FROM person TO person)")
        people = pyarrow.table({"id": np.arange(graph.members)})
        self.db.execute("COPY person FROM $people", {"people": people})
        arcs = graph.packed_arcs()
        knows = pyarrow.table({"from": arcs >> 32, "to": arcs & 0xFFFF_FFFF})
        del arcs
        self.db.execute("COPY knows FROM $knows", {"knows": knows})
        self.db.execute("CHECKPOINT")

    def ask(self, statement, **values):
        return self.db.execute(statement, values).get_all()

    def degrees(self, viewer, others):
        steps = dict(self.ask(DEGREES, viewer=viewer, others=others))
        steps[viewer] = 0
        return [steps.get(other, 4) for other in others]

    def mutuals(self, viewer, other):
        return self.ask(MUTUALS, viewer=viewer, other=other)[0][0]

    def second(self, viewer):
        return self.ask(SECOND, viewer=viewer)[0][0]

    def distance(self, viewer, other):
        if viewer == other:
            return 0
        for statement in STEPS_1, STEPS_2, STEPS_3, STEPS_4, STEPS_MORE:
            if found := self.ask(statement, viewer=viewer, other=other):
                return found[0][0]
        return None

    def suggestions(self, viewer):
        return self.ask(SUGGESTIONS, viewer=viewer)

    def interrupt(self):
        self.db.interrupt()

    def disk(self):
        return size(self.place.folder)
