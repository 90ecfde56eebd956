"""Is a mail never lost, never sent by two workers at once, and never readable in the database?"""

import email
import email.policy
import socketserver
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail import BadHeaderError, EmailMultiAlternatives, send_mail
from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone

from hub import outbox
from hub.models import OutboxMail

TO = "officer@agency.example"


@pytest.fixture(autouse=True)
def _our_backend(settings):
    """Django's test runner puts its own mail backend in the place of ours."""
    settings.EMAIL_BACKEND = "hub.outbox.OutboxBackend"


def write(to: str = TO) -> OutboxMail:
    send_mail("A subject", "Secret text", None, [to])
    return OutboxMail.objects.latest("pk")


def failing(*args, **kwargs):
    raise OSError("the mail server is away")


def killed(*args, **kwargs):
    raise KeyboardInterrupt


def test_a_mail_is_a_row_and_nothing_leaves(db):
    write()
    assert OutboxMail.objects.filter(sent=None).count() == 1
    assert mail.outbox == []


def test_it_shares_the_fate_of_its_cause(transactional_db):
    def cause():
        with transaction.atomic():
            write()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cause()
    assert not OutboxMail.objects.exists()


def test_it_is_encrypted(db):
    row = write()
    for plain in (TO, "Secret", "subject"):
        assert plain not in row.message


def test_work_sends_it_as_it_was_written(db):
    message = EmailMultiAlternatives("مرحبا 中文", "Text: é", None, [TO], headers={"X-Mark": "1"})
    message.attach_alternative("<p lang='ar' dir='rtl'>مرحبا</p>", "text/html")
    message.send()
    call_command("work", "--once")
    [sent] = mail.outbox
    parsed = sent.message()
    assert (parsed["Subject"], parsed["X-Mark"], sent.recipients()) == ("مرحبا 中文", "1", [TO])
    kinds = {part.get_content_type(): part.get_content().strip() for part in parsed.walk() if not part.is_multipart()}
    assert kinds == {"text/plain": "Text: é", "text/html": "<p lang='ar' dir='rtl'>مرحبا</p>"}


class MailServer(socketserver.StreamRequestHandler):
    """As much of a mail server as it takes to receive."""

    got: list[tuple[list[str], bytes]] = []

    def handle(self):
        recipients, answers = [], {b"DATA": b"354 go on", b"QUIT": b"221 bye"}
        self.wfile.write(b"220 ready\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            recipients += [line.decode()] if word == b"RCPT" else []
            self.wfile.write(answers.get(word, b"250 ok") + b"\r\n")
            if word == b"DATA":
                lines = iter(self.rfile.readline, b".\r\n")
                self.got.append((recipients, b"".join(lines)))
                self.wfile.write(b"250 taken\r\n")


def test_over_smtp(db, settings):
    """The real backend, to a real socket: every byte of every script."""
    settings.OUTBOX_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, MailServer.got = "127.0.0.1", []
    with socketserver.TCPServer(("127.0.0.1", 0), MailServer) as server:
        settings.EMAIL_PORT = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        send_mail("Тема 主题", "Ваш код — 中文 العربية", None, [TO, "second@agency.example"])
        assert outbox.send_due() == 1
        server.shutdown()
    [(recipients, raw)] = MailServer.got
    parsed = email.message_from_bytes(raw, policy=email.policy.SMTP)
    assert (parsed["Subject"], parsed.get_content().strip()) == ("Тема 主题", "Ваш код — 中文 العربية")
    assert [TO in recipients[0], "second@" in recipients[1], b"\r\n" in raw] == [True, True, True]


def test_what_was_sent_is_emptied_and_not_sent_again(db):
    row = write()
    assert (outbox.send_due(), outbox.send_due()) == (1, 0)
    row.refresh_from_db()
    assert (row.message, row.error, row.sent is None) == ("", "", False)
    assert len(mail.outbox) == 1


def test_a_failure_is_tried_again_later_each_time(db, monkeypatch):
    row = write()
    waits = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(len(outbox.RETRY)):
            with monkeypatch.context() as patch:
                patch.setattr(outbox, "get_connection", failing)
                assert outbox.send_due() == 0
            row.refresh_from_db()
            waits.append(round((row.due - timezone.now()).total_seconds() / 60))
            assert (row.error, row.given_up) == ("OSError", None)
            assert outbox.send_due() == 0  # not before its time
            clock.move_to(row.due + timedelta(seconds=1))
        assert outbox.send_due() == 1
    assert waits == list(outbox.RETRY)


def test_it_is_given_up_in_the_end(db, monkeypatch):
    row = write()
    monkeypatch.setattr(outbox, "get_connection", failing)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(len(outbox.RETRY) + 1):
            outbox.send_due()
            clock.shift(timedelta(days=1))
        row.refresh_from_db()
        assert row.given_up is not None
        assert row.message == ""  # nobody sends it any more: the address and the link in it go
        attempts = row.attempts
        outbox.send_due()
        row.refresh_from_db()
        assert row.attempts == attempts


def test_one_bad_mail_does_not_hold_up_the_next(db):
    bad, good = write(), write("second@agency.example")
    OutboxMail.objects.filter(pk=bad.pk).update(message="not a token")
    assert outbox.send_due() == 1
    good.refresh_from_db()
    assert good.sent is not None


def test_killed_between_claim_and_sending(db, monkeypatch):
    """The row stays claimed for a minute, then it is sent: late, not lost."""
    row = write()
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "_send", killed)
        with pytest.raises(KeyboardInterrupt):
            outbox.send_due()
    assert outbox.send_due() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=1, seconds=1)):
        assert outbox.send_due() == 1
    assert len(mail.outbox) == 1
    row.refresh_from_db()
    assert row.attempts == 2


def test_killed_between_sending_and_marking_keeps_the_message_id(db, monkeypatch):
    """The one case where a mail arrives twice: the receiver can tell that it is the same."""
    write()
    with monkeypatch.context() as patch:
        patch.setattr(OutboxMail.objects, "filter", _filter_that_dies_when_marking())
        with pytest.raises(KeyboardInterrupt):
            outbox.send_due()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        outbox.send_due()
    assert len(mail.outbox) == 2
    assert len({message.message()["Message-ID"] for message in mail.outbox}) == 1


def _filter_that_dies_when_marking():
    real = OutboxMail.objects.filter

    def filter_(**conditions):
        if set(conditions) == {"pk"}:
            raise KeyboardInterrupt
        return real(**conditions)

    return filter_


@pytest.mark.slow
def test_two_workers_never_send_the_same_mail(transactional_db):
    for number in range(20):
        write(f"officer{number}@agency.example")
    start = threading.Barrier(2)

    def worker():
        start.wait()
        try:
            outbox.send_due()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({message.recipients()[0] for message in mail.outbox}) == len(mail.outbox) == 20
    assert list(OutboxMail.objects.values_list("attempts", flat=True)) == [1] * 20  # each taken once


def test_a_row_that_another_worker_took_is_left(db, monkeypatch):
    """Read, then taken by somebody else before the claim."""
    write()
    real = OutboxMail.objects.filter

    def taken(**conditions):
        if "due" in conditions and "pk" in conditions:
            real(pk=conditions["pk"]).update(due=timezone.now() + timedelta(minutes=1))
        return real(**conditions)

    monkeypatch.setattr(OutboxMail.objects, "filter", taken)
    assert outbox.send_due() == 0
    assert mail.outbox == []


def test_old_rows_are_forgotten(outbox_mail_factory):
    now = timezone.now()
    outbox_mail_factory(sent=now - timedelta(days=31))
    outbox_mail_factory(given_up=now - timedelta(days=31))
    kept = [
        outbox_mail_factory(sent=now - timedelta(days=29)),
        outbox_mail_factory(given_up=now - timedelta(days=29)),
        outbox_mail_factory(created=now - timedelta(days=90)),
    ]
    assert outbox.forget_sent() == 2
    assert set(OutboxMail.objects.all()) == set(kept)


def test_header_injection_is_refused(db):
    with pytest.raises((BadHeaderError, ValueError)):
        send_mail("A subject\nBcc: other@elsewhere.example", "Text", None, [TO])
    assert not OutboxMail.objects.exists()


def test_age_of_the_oldest(outbox_mail_factory):
    assert outbox.oldest_waiting_seconds() == 0
    outbox_mail_factory(created=timezone.now() - timedelta(seconds=90))
    assert 89 < outbox.oldest_waiting_seconds() < 95
