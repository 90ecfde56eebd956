"""What staff decided, noted and heard, and what people accepted and wrote, is not rewritten."""

from django.db import migrations

from hub.append_only import Operation


class Migration(migrations.Migration):
    dependencies = [("hub", "0002_audit"), ("members", "0003_joining")]
    operations = [
        Operation("members_decision"),
        Operation("members_note"),
        Operation("members_callback"),
        Operation("members_checkmark"),
        Operation("members_vouch"),
        Operation("members_consent"),
        Operation("members_ticketmessage"),
    ]
