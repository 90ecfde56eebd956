"""`manage.py rotate_keys`: everything encrypted moves to the first of HUB_KEYS."""

from django.core.management.base import BaseCommand, CommandError

from hub import rotation, seals


class Command(BaseCommand):
    help = (
        "Encrypts everything with the newest key. Run it until it says that nothing is left; then remove the old key."
    )

    def handle(self, **options):
        findings = seals.verify()
        if findings:  # the old key is the proof of them
            raise CommandError(
                "The audit was changed (manage.py verify_audit). Keep the old key until that is cleared."
            )
        done = rotation.rotate()
        for outcome, count in done.items():
            self.stdout.write(f"{outcome}: {count}")
        if done["unreadable"]:
            raise CommandError("Some values can be read with none of HUB_KEYS. Do not remove a key.")
        left = done["rotated"] + done["overtaken"]
        self.stdout.write("Run it once more." if left else "Nothing is left on older keys.")
