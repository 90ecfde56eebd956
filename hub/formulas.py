"""What would a spreadsheet take for a formula? Asked of what comes in by one, and of what goes out for one."""

import re

BEGINNINGS = frozenset("=+-@＝＋－＠")

# Which sign parts the cells of a CSV depends on the reader's country. Where it is the semicolon, what stands behind one
# begins a cell, and so does every line of a text: quotation marks no longer hold it together.
_LIKE_ONE = rf"(?:[^\S\r\n]|\")*[{re.escape(''.join(sorted(BEGINNINGS)))}]"
INSIDE = re.compile(rf"(;|\t|\r\n?|\n)(?={_LIKE_ONE})")
INSIDE_MADE_SAFE = re.compile(rf"(;|\t|\r\n?|\n)'(?={_LIKE_ONE})")


def begins_like_one(text: str) -> bool:
    return text.lstrip()[:1] in BEGINNINGS
