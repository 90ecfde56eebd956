"""The management commands of a served site, one after another in one process: starting Django for each takes seconds.

Reads the arguments of a command as one line of JSON and answers with one: what it printed, and its fault if it had one.
"""

import json
import sys
import traceback
from contextlib import redirect_stdout
from io import StringIO

import django
from django.core.management import call_command
from django.db import connections


def run(*arguments: str) -> tuple[str, str]:
    with redirect_stdout(StringIO()) as printed:
        try:
            call_command(*arguments)
        except (Exception, SystemExit):  # noqa: BLE001  (whoever asked is told)
            return printed.getvalue(), traceback.format_exc()
        finally:
            connections.close_all()
    return printed.getvalue(), ""


if __name__ == "__main__":
    django.setup()
    for line in sys.stdin:
        print(json.dumps(run(*json.loads(line))), flush=True)
