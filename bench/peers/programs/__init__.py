"""The programs that are measured, in the order of tables: one module each, with a `Program`."""

ALL = [
    "postgresql",
    "sqlite",
    "duckdb",
    "ladybug",
    "networkit",
    "igraph",
    "graphblas",
    "scipy",
    "numpy",
]
