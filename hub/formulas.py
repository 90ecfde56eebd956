"""What would a spreadsheet take for a formula? Asked of what comes in by one, and of what goes out for one."""

BEGINNINGS = frozenset("=+-@＝＋－＠")


def begins_like_one(text: str) -> bool:
    return text.lstrip()[:1] in BEGINNINGS
