"""Where does a process of the Hub die, if it is told to? Only here: the Hub itself holds no hook.

gunicorn serves `tests.prove.crashing:web()`, the worker is `python -m tests.prove.crashing`. An order is a file with
the name of a point and a number in it: the process that reaches the point for that time takes the file away and ends as
by `kill -9`. Who watches over the processes starts the next one, as a service manager does.
"""

import os
import signal
import sys
from pathlib import Path

POINTS = ("before_commit", "after_commit", "after_outbox_claim", "after_send")
WEB, WORKER = POINTS[:2], POINTS[2:]


def reach(point: str) -> None:
    order = Path(os.environ["CRASH_ORDERS"]) / point
    if not order.exists():
        return
    if (count := int(order.read_text())) > 1:
        order.write_text(str(count - 1))
        return
    order.unlink()
    os.kill(os.getpid(), signal.SIGKILL)


def around_commits() -> None:
    from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: PLC0415  (after the settings)

    commit = BaseDatabaseWrapper._commit

    def _commit(self):
        reach("before_commit")
        commit(self)
        reach("after_commit")

    BaseDatabaseWrapper._commit = _commit


def around_mails() -> None:
    """And without the pauses of a real worker: nobody here waits a minute for the second attempt."""
    from hub import outbox  # noqa: PLC0415
    from hub.management.commands import work  # noqa: PLC0415

    send, get_connection = outbox._send, outbox.get_connection

    def _send(row):
        reach("after_outbox_claim")
        return send(row)

    def connected(*args):
        backend = get_connection(*args)
        deliver = backend.send_messages

        def send_messages(messages):
            deliver(messages)
            reach("after_send")

        backend.send_messages = send_messages
        return backend

    outbox._send, outbox.get_connection = _send, connected
    outbox.RETRY, work.PAUSE = (0.01,) * len(outbox.RETRY), 0.1


def work_for_ever() -> None:
    """Starts a worker, and another one whenever it was killed; ends when told to."""
    import django  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    around_mails()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    while True:
        child = os.fork()
        if not child:
            call_command("work")
            os._exit(0)
        try:
            os.waitpid(child, 0)
        except SystemExit:
            os.kill(child, signal.SIGTERM)
            raise


def web():
    """The site, for gunicorn."""
    from hub.wsgi import application  # noqa: PLC0415

    around_commits()
    return application


if __name__ == "__main__":
    work_for_ever()
