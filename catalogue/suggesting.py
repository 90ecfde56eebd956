"""How does a suggestion become an entry?

Staff choose who provides the tool; what the officer wrote stands beside the form of the draft, and none of it is in the
entry but the name, the address and, where it was written in English, the first sentences as a summary to be rewritten.
"""

from django.db import transaction
from django.urls import reverse
from django.utils.http import urlencode

from catalogue import curation, models, reports, word_documents, word_history
from catalogue.checks import UNPRINTABLE
from catalogue.snapshot import Entry, Snapshot
from hub import audit
from hub.languages import DEFAULT
from hub.search import fold


def name_of(words: str) -> str:
    """As much of it as the form takes."""
    return words[: reports.LONGEST_NAME]


def address(words: str) -> str:
    """Of the form, with what somebody looked for in vain as the name; without words, of the empty form."""
    query = "?" + urlencode({"name": name_of(words)}) if words else ""
    return reverse("catalogue:suggest") + query


def known(held: Snapshot, name: str) -> Entry | None:
    """The published entry of this name, however it is written."""
    return next((entry for entry in held.entries if fold(entry.name) == fold(name)), None)


@transaction.atomic
def make_draft(
    *,
    report: reports.Report,
    by,
    slug: str,
    name: str,
    provider: models.Provider | None,
    new_provider: dict | None = None,
) -> models.Tool:
    """An entry that officers do not see yet; the suggestion is being looked at from here on."""
    if report.state == reports.State.RECEIVED:
        reports.take_up(report=report, by=by)
    provider = provider or _new_provider(new_provider or {}, by)
    tool = models.Tool.objects.create(
        slug=slug,
        name=name,
        provider=provider,
        website=report.website,
        **{f"summary_{DEFAULT}": _summary(report)},
    )
    reports.note_entry(report=report, tool=tool)
    curation.note_created(tool=tool, by=by)
    audit.record("tool drafted from a report", by=by, target=tool.slug, report=report.pk)
    return tool


def _new_provider(said: dict, by) -> models.Provider:
    provider = models.Provider.objects.create(**said)
    word_history.record(provider, held=word_documents.NOTHING, by=by, why="")
    return provider


def _summary(report: reports.Report) -> str:
    if report.language != DEFAULT:
        return ""
    return " ".join(UNPRINTABLE.sub(" ", report.text).split())[: models.SUMMARY_LENGTH]
