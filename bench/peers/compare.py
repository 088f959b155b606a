"""Whether a program's answers are kith's."""


def disagreement(title: str, kind: str, asked: list[dict], answers: list) -> str | None:
    """Names the first answer that is not kith's."""
    for question, answer in zip(asked, answers):
        if answer != question["answer"]:
            return f"{title}, {kind}, viewer {question['viewer']}: {difference(question, answer)}"
    return None


def difference(question: dict, answer) -> str:
    """Where the answers part: long ones are lists."""
    kith = question["answer"]
    if not isinstance(kith, list) or not isinstance(answer, list):
        return f"{answer} for {question['others'] or 'nobody else'}, expected {kith}"
    if len(kith) != len(answer):
        return f"{len(answer)} of them, expected {len(kith)}"
    place = next(i for i, (one, other) in enumerate(zip(answer, kith)) if one != other)
    return f"{answer[place]} in place {place}, expected {kith[place]}"
