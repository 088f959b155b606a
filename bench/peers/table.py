"""What was measured, as Markdown."""

NAMES = {
    "degrees": "degrees of 1,000",
    "mutuals": "mutual count of a pair",
    "second": "size of 2nd degree",
    "distance": "distance of a pair",
    "suggestions": "20 suggestions",
}


def quantile(times: list[float], share: float) -> float:
    """As kith has it: the time at that place of all, in ascending order."""
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


def figure(number: float) -> str:
    """Three digits, or all before the point."""
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.1f}" if number >= 10 else f"{number:.2f}"


def answers(questions: dict, peers: list[dict]) -> str:
    """A row for each kind and program. A ratio is to kith's times of the same questions."""
    lines = [
        "| question | program | p50 µs | p99 µs | × kith | answered |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for kind, asked in questions.items():
        kith = [question["kith_us"] for question in asked]
        rows = [("kith", kith)] + [(peer["title"], peer["us"].get(kind, [])) for peer in peers]
        for title, times in rows:
            row = [NAMES.get(kind, kind), title, "–", "–", "–", str(len(times))]
            if times:
                p50 = quantile(times, 0.5)
                ratio = p50 / quantile(kith[: len(times)], 0.5)
                row[2:5] = figure(p50), figure(quantile(times, 0.99)), figure(ratio)
            lines.append("| " + " | ".join(row) + " |")
    return "\n".join(lines)


def loads(peers: list[dict]) -> str:
    """A row for each program: what it took to load the graph, and what it holds."""
    lines = [
        "| program | version | loaded in s | memory MiB | on disk MiB |",
        "|---|---|---:|---:|---:|",
    ]
    for peer in peers:
        memory, disk = peer["resident"] >> 20, peer["disk"] >> 20
        row = [peer["title"], peer["version"], f"{peer['load_s']:.1f}", f"{memory:,}"]
        lines.append("| " + " | ".join([*row, f"{disk:,}" if disk else "–"]) + " |")
    return "\n".join(lines)
