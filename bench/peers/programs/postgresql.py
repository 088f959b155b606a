"""PostgreSQL: the edges in both directions with a primary key, asked in prepared SQL."""

from pathlib import Path

import numpy as np
import psycopg

from peer import Peer

# Rows that are handed over at once.
ROWS = 1 << 20

# `IS TRUE` keeps the planner from making a join of what is looked up in a hash table; `LIMIT 1`,
# where it would rather than EXISTS, from going through all edges first.
NEAR = """
WITH first AS MATERIALIZED (SELECT b AS w FROM edges WHERE a = %(viewer)s),
     near AS MATERIALIZED (SELECT DISTINCT e.b AS w FROM first JOIN edges e ON e.a = first.w)
"""

DEGREES = f"""{NEAR}
SELECT CASE
    WHEN t = %(viewer)s THEN 0
    WHEN t IN (SELECT w FROM first) THEN 1
    WHEN t IN (SELECT w FROM near) THEN 2
    ELSE coalesce((
        SELECT 3 FROM edges e WHERE e.a = t AND (e.b IN (SELECT w FROM near)) IS TRUE LIMIT 1
    ), 4) END
FROM unnest(%(others)s::int[]) WITH ORDINALITY AS others (t, place) ORDER BY place
"""

MUTUALS = """
SELECT count(*) FROM edges x JOIN edges y ON y.b = x.b
WHERE x.a = %(viewer)s AND y.a = %(other)s AND x.a <> y.a
"""

SECOND = f"""{NEAR}
SELECT count(*) FROM near WHERE w <> %(viewer)s AND (w IN (SELECT w FROM first)) IS NOT TRUE
"""

# Each step only where those before have found nothing. Only the other's side is kept; the viewer's
# is gone through until something is found. `OFFSET 0` keeps the planner from merging that with all
# edges.
DISTANCE = """
WITH first AS MATERIALIZED (SELECT b AS w FROM edges WHERE a = %(other)s),
     second AS MATERIALIZED (SELECT DISTINCT e.b AS w FROM first JOIN edges e ON e.a = first.w),
     third AS MATERIALIZED (SELECT DISTINCT e.b AS w FROM second JOIN edges e ON e.a = second.w)
SELECT CASE
    WHEN %(viewer)s::int = %(other)s::int THEN 0
    WHEN EXISTS (SELECT FROM edges WHERE a = %(viewer)s AND b = %(other)s) THEN 1
    WHEN EXISTS (SELECT FROM edges x
        WHERE x.a = %(viewer)s AND (x.b IN (SELECT w FROM first)) IS TRUE) THEN 2
    WHEN EXISTS (SELECT FROM edges x CROSS JOIN LATERAL (SELECT b FROM edges WHERE a = x.b OFFSET 0) y
        WHERE x.a = %(viewer)s AND (y.b IN (SELECT w FROM first)) IS TRUE) THEN 3
    WHEN EXISTS (SELECT FROM edges x CROSS JOIN LATERAL (SELECT b FROM edges WHERE a = x.b OFFSET 0) y
        WHERE x.a = %(viewer)s AND (y.b IN (SELECT w FROM second)) IS TRUE) THEN 4
    WHEN EXISTS (SELECT FROM edges x CROSS JOIN LATERAL (SELECT b FROM edges WHERE a = x.b OFFSET 0) y
        CROSS JOIN LATERAL (SELECT b FROM edges WHERE a = y.b OFFSET 0) z
        WHERE x.a = %(viewer)s AND (z.b IN (SELECT w FROM second)) IS TRUE) THEN 5
    WHEN EXISTS (SELECT FROM edges x CROSS JOIN LATERAL (SELECT b FROM edges WHERE a = x.b OFFSET 0) y
        CROSS JOIN LATERAL (SELECT b FROM edges WHERE a = y.b OFFSET 0) z
        WHERE x.a = %(viewer)s AND (z.b IN (SELECT w FROM third)) IS TRUE) THEN 6
    END
"""

SUGGESTIONS = """
SELECT y.b, count(*) FROM edges x JOIN edges y ON y.a = x.b
WHERE x.a = %(viewer)s AND y.b <> %(viewer)s
    AND (y.b IN (SELECT b FROM edges WHERE a = %(viewer)s)) IS NOT TRUE
GROUP BY y.b ORDER BY 2 DESC, 1 LIMIT 20
"""


class Program(Peer):
    title = "PostgreSQL"

    def version(self):
        return self.db.execute("SHOW server_version").fetchone()[0].split()[0]

    def load(self, graph):
        self.db = psycopg.connect(
            host="127.0.0.1", port=self.place.postgres_port, user="kith", dbname="postgres"
        )
        with self.db.transaction():
            self.db.execute("CREATE TABLE edges (a int NOT NULL, b int NOT NULL)")
            with self.db.cursor().copy("COPY edges FROM STDIN (FORMAT binary, FREEZE)") as copy:
                for part in binary(graph.packed_arcs()):
                    copy.write(part)
        self.db.autocommit = True
        self.db.execute("ALTER TABLE edges ADD PRIMARY KEY (a, b)")
        self.db.execute("VACUUM (ANALYZE) edges")
        self.db.prepare_threshold = 0

    def ask(self, statement, **values):
        return self.db.execute(statement, values, binary=True).fetchall()

    def degrees(self, viewer, others):
        return [degree for (degree,) in self.ask(DEGREES, viewer=viewer, others=others)]

    def mutuals(self, viewer, other):
        return self.ask(MUTUALS, viewer=viewer, other=other)[0][0]

    def second(self, viewer):
        return self.ask(SECOND, viewer=viewer)[0][0]

    def distance(self, viewer, other):
        return self.ask(DISTANCE, viewer=viewer, other=other)[0][0]

    def suggestions(self, viewer):
        return self.ask(SUGGESTIONS, viewer=viewer)

    def interrupt(self):
        self.db.cancel()

    def resident(self):
        """The server's: what its processes share is divided among them."""
        return sum(proportional(process) for process in server(self.place.postgres_pid))

    def disk(self):
        return self.db.execute("SELECT pg_total_relation_size('edges')").fetchone()[0]


def binary(arcs):
    """PostgreSQL's format for COPY: each row has two fields of four bytes."""
    yield b"PGCOPY\n\xff\r\n\0" + bytes(8)
    number = [("length", ">i4"), ("value", ">i4")]
    row = np.dtype([("fields", ">i2"), ("a", number), ("b", number)])
    for start in range(0, len(arcs), ROWS):
        part = arcs[start : start + ROWS]
        rows = np.zeros(len(part), dtype=row)
        rows["fields"] = 2
        rows["a"]["length"] = rows["b"]["length"] = 4
        rows["a"]["value"], rows["b"]["value"] = part >> 32, part & 0xFFFF_FFFF
        yield rows.tobytes()
    yield b"\xff\xff"


def server(first):
    """The process that began the server, and those that it has begun."""
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and first in (int(process.name), parent(process)):
            yield process


def parent(process):
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def proportional(process):
    for line in (process / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
