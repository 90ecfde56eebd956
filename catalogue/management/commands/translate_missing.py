"""Asks the translation service for the texts of the catalogue that a language lacks."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from catalogue import machine_translating
from catalogue import translation_service as service
from catalogue.machine_translating import NotKept
from hub.languages import TRANSLATIONS
from hub.refusals import NotAllowed, StateChanged

FAILURES = 3  # in a row, after which the service is left alone


class Command(BaseCommand):
    help = "Fills what is missing or outdated by the service of HUB_TRANSLATE_URL; what people wrote stays."

    def add_arguments(self, parser):
        parser.add_argument("--language", required=True, choices=TRANSLATIONS)
        parser.add_argument("--most", type=int, default=100, metavar="N", help="texts that are asked for; 100")

    def handle(self, *, language: str, most: int, **options):
        if not service.is_on():
            raise CommandError(str(service.ServiceFault("off")))
        if most < 1:
            raise CommandError("--most is at least 1.")
        waiting = list(machine_translating.waiting(language))
        self.kept = self.failed = 0
        for one in waiting[:most]:
            self.stdout.write(f"{one.row.place}: {self._ask(one)}")
            if self.failed == FAILURES:
                raise CommandError(f"The service failed {FAILURES} times in a row. Kept so far: {self.kept}.")
        self.stdout.write(f"kept: {self.kept}")
        self.stdout.write(f"still waiting: {len(waiting) - self.kept}")

    def _ask(self, one: machine_translating.Waiting) -> str:
        try:
            machine_translating.translate(one.instance(), one.row.field, one.row.language)
        except service.ServiceFault as fault:
            self.failed += 1
            return str(fault)
        except NotKept as found:
            self.failed = 0
            return " ".join(["not kept:", *(str(finding.text) for finding in found.findings)])
        except (NotAllowed, StateChanged, ValidationError, service.NotOfTheCatalogue):
            return "not kept: it has changed meanwhile, or does not fit"
        self.kept, self.failed = self.kept + 1, 0
        return "kept"
