"""`manage.py demo_session --role ROLE`: the cookie of a signed-in demo person."""

from django.core.management.base import BaseCommand

from members import demo


class Command(BaseCommand):
    help = "Prints sessionid=… of a signed-in, second-factor-passed demo person on this database."

    def add_arguments(self, parser):
        parser.add_argument("--role", choices=[*demo.PEOPLE, "applicant"], default="officer")

    def handle(self, *, role, **options):
        self.stdout.write(demo.session_cookie(role))
