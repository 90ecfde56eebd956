"""`manage.py document_vetting`: draws docs/vetting.md from the tables of `members.vetting`."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from members.application import State
from members.vetting import OWNERS, TRANSITIONS

FILE = settings.BASE_DIR / "docs" / "vetting.md"
HEAD = """# How an application is decided

Written by `manage.py document_vetting` from the tables in `members/vetting.py`. Two different people take the steps to
*recommended* and on to *approved* or *refused*; before *approved* an independent call-back is recorded. The database
refuses anything else.

```mermaid
stateDiagram-v2
"""


def page() -> str:
    with translation.override("en"):
        lines = ["    [*] --> draft"]
        lines += [f"    {old.value} --> {new.value}" for old, targets in TRANSITIONS.items() for new in targets]
        lines += [f"    {state.value} --> [*]" for state, targets in TRANSITIONS.items() if not targets]
        rows = [_row(state, targets) for state, targets in TRANSITIONS.items()]
    table = ["| state | in words | whose turn | next |", "|---|---|---|---|", *rows]
    return HEAD + "\n".join(lines) + "\n```\n\n" + "\n".join(table) + "\n"


def _row(state: State, targets: tuple[State, ...]) -> str:
    following = ", ".join(f"`{new.value}`" for new in targets) or "–"
    return f"| `{state.value}` | {state.label} | {OWNERS[state]} | {following} |"


class Command(BaseCommand):
    help = "Writes docs/vetting.md."

    def handle(self, **options):
        FILE.write_text(page(), encoding="utf-8")
        self.stdout.write(f"{len(State)} states")
