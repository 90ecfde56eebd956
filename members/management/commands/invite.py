"""`manage.py invite EMAIL --role ROLE`: a one-time link; the way to the first administrator."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from members.invitations import invite
from members.models import Role, User


class Command(BaseCommand):
    help = "Prints a one-time link that makes one account."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--role", choices=Role.values, default=Role.OFFICER.value)

    def handle(self, *, email, role, **options):
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is not an e-mail address.") from None
        if User.objects.filter(email__iexact=email).exists():
            raise CommandError(f"{email} has an account already.")
        path = reverse("members:invitation", args=[invite(email=email, role=role)])
        self.stdout.write(f"{settings.SITE}{path}")
