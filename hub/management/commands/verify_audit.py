"""`manage.py verify_audit [--head DIGEST]`: was the audit changed?"""

from django.core.management.base import BaseCommand
from django.db import connection

from hub import append_only, seals
from hub.models import AuditSeal


class Command(BaseCommand):
    help = "Checks every event and seal of the audit; exit code 1 on any finding."

    def add_arguments(self, parser):
        parser.add_argument("--head", default="", metavar="DIGEST", help="a digest kept elsewhere: the log has each")

    def handle(self, *, head, **options):
        findings = [str(finding) for finding in seals.verify(head)]
        findings += [
            f"{trigger}: this trigger is gone, see hub/append_only.py" for trigger in append_only.missing(connection)
        ]
        newest = AuditSeal.objects.order_by("-number").first()
        self.stdout.write(f"seals: {AuditSeal.objects.count()}")
        self.stdout.write(f"head: {newest.digest if newest else 'none'}")
        self.stdout.write(f"findings: {len(findings)}")
        for finding in findings:
            self.stdout.write(f"  {finding}")
        if findings:
            raise SystemExit(1)
