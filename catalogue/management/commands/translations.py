"""`manage.py translations [--list]`: how much is translated and how far, what the checks find, what a reader found."""

from collections import Counter

from django.core.management.base import BaseCommand
from django.utils import translation

from catalogue import back_reading, translation_report
from catalogue.origins import Standing
from catalogue.translation_checks import BLOCKING, Kind
from catalogue.translation_report import Text
from hub.languages import DEFAULT, TRANSLATIONS

STANDINGS = tuple(Standing)


class Command(BaseCommand):
    help = "Prints the share of translated texts by language and state, the findings of the checks, and the rates."

    def add_arguments(self, parser):
        parser.add_argument("--list", action="store_true", help="print each finding too")

    def handle(self, *, list: bool, **options):  # noqa: A002  (Django's name of the option)
        with translation.override(DEFAULT):
            found = [*translation_report.every()]
            for line in (*_shares(found), *_findings(found, each=list), *_readings()):
                self.stdout.write(line)


def _row(label: str, values) -> str:
    return f"{label:<32}" + "".join(f"{value:>14}" for value in values)


def _shares(found: list[Text]):
    counted = translation_report.shares(found)
    yield _row("Translated texts of all", TRANSLATIONS)
    for section, languages in counted.items():
        yield _row(section, [_of(counter) for counter in languages.values()])
    desk = translation_report.shares(text for text in found if not text.is_file)
    yield _row("of these on the desk", [_of(counter) for counter in _totals(desk)])
    yield _row("interface messages", [f"{there}/{whole}" for there, whole in translation_report.messages().values()])
    totals = _totals(counted)
    yield _row("all texts", [_of(counter) for counter in totals])
    yield ""
    yield _row("Share by state, per cent", TRANSLATIONS)
    for standing in STANDINGS:
        yield _row(standing.value, [f"{100 * one[standing] / max(1, one.total()):.1f}" for one in totals])
    yield ""


def _totals(counted: dict[str, dict[str, Counter]]) -> list[Counter]:
    """By language."""
    return [sum((languages[code] for languages in counted.values()), Counter()) for code in TRANSLATIONS]


def _of(counter: Counter) -> str:
    return f"{counter.total() - counter[Standing.MISSING]}/{counter.total()}"


def _findings(found: list[Text], *, each: bool):
    findings = [(text, finding) for text in found for finding in text.findings]
    counted = Counter((finding.kind, text.code) for text, finding in findings)
    yield _row("Findings of the checks", TRANSLATIONS)
    for kind in Kind:
        yield _row(f"{kind.value}{' (blocks)' if kind in BLOCKING else ''}", [counted[kind, c] for c in TRANSLATIONS])
    blocking = sum(finding.blocks for _text, finding in findings)
    yield f"{blocking} findings block, {len(findings) - blocking} warn, in {len(found)} texts"
    for text, finding in findings if each else ():
        yield f"{text.code} {text.section} {text.key}: {finding.kind.value}: {finding.found}"
    yield ""


def _readings():
    by_language = back_reading.readings()
    readings = by_language.values()
    yield _row("Read back into English", by_language)
    yield _row("tools", [one.tools for one in readings])
    yield _row("texts", [one.passages for one in readings])
    yield _row("points", [one.points for one in readings])
    for kind in back_reading.KINDS:
        yield _row(f"disagreements: {kind}", [one.kinds[kind] for one in readings])
    yield _row("meaning and term, per cent", [f"{one.rate:.1f}" for one in readings])
    yield _row("of these not mended", [len(one.unmended) for one in readings])
