"""`manage.py document_curation`: draws docs/curation.md from the tables of `catalogue.curation`."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from catalogue.curation import OWNERS, TRANSITIONS
from catalogue.models import State

FILE = settings.BASE_DIR / "docs" / "curation.md"
HEAD = """# How an entry reaches the officers

Written by `manage.py document_curation` from the tables in `catalogue/curation.py`. Where `HUB_PUBLISH_BY_TWO` is on
(the default) an entry is published by somebody else than who submitted it or changed it since, in any language.
Officers see *published* entries alone. What is changed in a published entry they see at once, without a second person;
the history keeps who, why and every earlier text, and leads back. An entry is never deleted: its address stays its own.

```mermaid
stateDiagram-v2
"""


def page() -> str:
    with translation.override("en"):
        lines = ["    [*] --> draft"]
        lines += [f"    {_node(old)} --> {_node(new)}" for old, targets in TRANSITIONS.items() for new in targets]
        rows = [_row(state, targets) for state, targets in TRANSITIONS.items()]
    table = ["| state | in words | whose turn | next |", "|---|---|---|---|", *rows]
    return HEAD + "\n".join(lines) + "\n```\n\n" + "\n".join(table) + "\n"


def _node(state: State) -> str:
    return state.value.replace("-", "_")


def _row(state: State, targets: tuple[State, ...]) -> str:
    following = ", ".join(f"`{new.value}`" for new in targets)
    return f"| `{state.value}` | {state.label} | {OWNERS[state]} | {following} |"


class Command(BaseCommand):
    help = "Writes docs/curation.md."

    def handle(self, **options):
        FILE.write_text(page(), encoding="utf-8")
        self.stdout.write(f"{len(State)} states")
