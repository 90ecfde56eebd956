"""What every test stands on: production settings over https, people by role, no network, no silent template faults."""

import os

# Set before Django reads its settings. Tests run with production settings, never in demo mode.
os.environ.update(
    {
        "HUB_DEMO": "0",
        "SECRET_KEY": "only-for-tests-" + "x" * 50,
        "HUB_KEYS": "dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdDE=,b2xkZXIta2V5LW9sZGVyLWtleS1vbGRlci1rZXktMDA=",
        "ALLOWED_HOSTS": "testserver,localhost",
        "HUB_OPERATOR": "The test operator",
        "EMAIL_URL": "memorymail://",
        "DJANGO_SETTINGS_MODULE": "hub.settings",
    }
)
