"""`manage.py invite EMAIL --role ROLE [--languages CODE…]`: a one-time link; the way to the first administrator."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from hub.languages import TRANSLATIONS
from members.invitations import invite
from members.models import Role, User


class Command(BaseCommand):
    help = "Prints a one-time link that makes one account."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--role", choices=Role.values, default=Role.OFFICER.value)
        told = "into which a translator translates"
        parser.add_argument("--languages", choices=TRANSLATIONS, nargs="+", default=[], help=told)

    def handle(self, *, email, role, languages, **options):
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is not an e-mail address.") from None
        if User.objects.filter(email__iexact=email).exists():
            raise CommandError(f"{email} has an account already.")
        if languages and role != Role.TRANSLATOR:
            raise CommandError("Only a translator is given languages: --role translator")
        path = reverse("members:invitation", args=[invite(email=email, role=role, languages=languages)])
        self.stdout.write(f"{settings.SITE}{path}")
