"""Is every change of the audit found, and nothing else?"""

import logging
import random
import threading
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from hub import append_only, audit, retention, seals
from hub.models import AuditEvent, AuditSeal, ReadEvent
from tests.hub import tampering

NEW_KEY = "bmV3ZXIta2V5LW5ld2VyLWtleS1uZXdlci1rZXktMDE="


@pytest.fixture
def chain(db) -> str:
    """The digest of the newest seal of a history."""
    tampering.empty()
    return tampering.history()


def codes(head: str = "") -> set[str]:
    return {finding.code for finding in seals.verify(head)}


# --- What is sealed -----------------------------------------------------------------------------------------------


def test_an_untouched_history_has_no_finding(chain):
    assert seals.verify(chain) == []
    sealed = [pk for made in AuditSeal.objects.all() for pk in seals.ids_of(made)]
    assert sorted(sealed) == sorted(AuditEvent.objects.values_list("pk", flat=True))
    assert len(sealed) == 31


def test_nothing_new_makes_no_seal(chain):
    seals.seal()
    assert AuditSeal.objects.latest("number").digest == chain


def test_a_late_transaction_is_sealed_with_the_next(chain):
    late = AuditEvent.objects.get(event="late")
    [ranges] = [made.ranges for made in AuditSeal.objects.all() if late.pk in seals.ids_of(made)]
    assert ranges[0] == [late.pk, late.pk]
    assert len(ranges) == 2


def test_a_late_one_after_hours_without_a_worker(chain):
    """The look back is counted from the newest seal, not from now."""
    late = tampering.begun()
    audit.record("one more")
    seals.seal()
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        tampering.record_late(late)
        seals.seal()
        assert seals.verify() == []


def test_many_events_are_sealed_in_batches(chain, monkeypatch):
    monkeypatch.setattr(seals, "BATCH", 5)
    for _ in range(12):
        audit.record("again")
    seals.seal()
    assert list(AuditSeal.objects.order_by("number").values_list("count", flat=True))[-3:] == [5, 5, 2]
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        audit.record("and again")
        seals.seal()
        assert AuditSeal.objects.latest("number").count == 1


def test_each_digest_is_in_the_log(chain, caplog):
    caplog.set_level(logging.INFO, "hub.seals")
    audit.record("one more")
    seals.seal()
    newest = AuditSeal.objects.latest("number")
    [line] = [record.fields for record in caplog.records if record.name == "hub.seals"]
    assert line == {"seal": newest.number, "events": 1, "digest": newest.digest}


def test_what_nobody_seals_is_found_after_a_while(chain):
    made = audit.record("one more")
    assert codes() == set()
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert [str(finding.where) for finding in seals.verify()] == [f"event {made.pk}"]
        assert codes() == {"unsealed"}


def test_a_slower_worker_gives_way(chain, monkeypatch):
    """Another worker sealed between our reading and our writing."""
    audit.record("one more")
    real = seals._unsealed

    def overtaken(head):
        found = list(real(head))
        monkeypatch.setattr(seals, "_unsealed", real)
        seals.seal()
        return iter(found)

    monkeypatch.setattr(seals, "_unsealed", overtaken)
    seals.seal()
    assert AuditSeal.objects.count() == 7
    assert seals.verify() == []


@pytest.mark.slow
def test_two_workers_at_once(transactional_db):
    tampering.empty()
    for number in range(30):
        audit.record(f"event {number}")
    start = threading.Barrier(4)

    def worker():
        start.wait()
        try:
            for number in range(5):
                audit.record(f"meanwhile {number}")
                seals.seal()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seals.seal()
    assert seals.verify() == []
    assert sum(AuditSeal.objects.values_list("count", flat=True)) == AuditEvent.objects.count() == 50


# --- What was tampered with ---------------------------------------------------------------------------------------


def tamper(seed: int, head: str) -> str:
    """ "" where it was found, else its name. Half of the time the job seals before anybody looks."""
    dice = random.Random(seed)
    act = tampering.TAMPERINGS[seed % len(tampering.TAMPERINGS)]
    with transaction.atomic():
        act(dice)
        if dice.random() < 0.5:
            audit.record("life goes on")
            seals.seal()
        found = seals.verify(head)
        transaction.set_rollback(True)
    return "" if found else f"{act.__name__} {seed}"


@pytest.mark.slow
def test_two_hundred_tamperings(chain):
    assert [missed for seed in range(200) if (missed := tamper(seed, chain))] == []
    assert seals.verify(chain) == []


@pytest.mark.prove
def test_a_thousand_tamperings(chain):
    missed = [name for seed in range(1000, 2000) if (name := tamper(seed, chain))]
    print(f"tamperings of the audit found: {1000 - len(missed)} of 1000")
    assert missed == []


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda: AuditEvent.objects.filter(event="event 3", target="application 1").update(by="x"), "content"),
        (lambda: AuditEvent.objects.filter(event="event 3", target="application 1").delete(), "missing"),
        (lambda: AuditEvent.objects.create(event="approved", target="application 7"), "foreign"),
        (lambda: tampering.copy_event(random.Random(1)), "copy"),
        (lambda: AuditSeal.objects.filter(number=3).delete(), "order"),
        (lambda: AuditSeal.objects.filter(number=3).update(signature="0" * 64), "signature"),
        (lambda: AuditSeal.objects.filter(number=6).update(key="0" * 16), "key"),
        (lambda: AuditSeal.objects.filter(number=3).update(ranges="nonsense"), "seal"),
        (lambda: tampering.cut_beginning(random.Random(1)), "begins"),
    ],
)
def test_each_kind_is_named(act, code, chain):
    act()
    assert code in codes()


def test_a_cut_end_is_found_by_the_digest_that_was_kept(chain):
    last = AuditSeal.objects.latest("number")
    AuditEvent.objects.filter(pk__in=seals.ids_of(last)).delete()
    last.delete()
    assert codes() == set()
    assert codes(chain) == {"head"}


def test_tampering_before_the_seal_is_found_too(chain):
    """Nothing that the Hub did not write is sealed."""
    made = audit.record("refused", target="application 7")
    AuditEvent.objects.filter(pk=made.pk).update(event="approved")
    audit.record("one more")
    seals.seal()
    assert [(finding.code, finding.where) for finding in seals.verify()] == [("foreign", f"event {made.pk}")]


def test_no_seal_stands_on_a_forged_one(chain):
    """A whole chain computed anew is not made good by the next seal, not even when the key goes."""
    tampering.rewrite(random.Random(2))
    audit.record("one more")
    seals.seal()
    assert AuditSeal.objects.latest("number").previous == ""
    assert "order" in codes()


# --- Keys ---------------------------------------------------------------------------------------------------------


def test_a_rotated_key_may_go(chain, settings):
    old = settings.HUB_KEYS[0]
    settings.HUB_KEYS = [NEW_KEY, old]
    seals.seal()  # nothing new to seal, but the key is
    settings.HUB_KEYS = [NEW_KEY]
    assert seals.verify(chain) == []
    tampering.edit_event(random.Random(4))
    assert codes() == {"content"}


def test_a_key_that_went_too_early_is_said(chain, settings):
    settings.HUB_KEYS = [NEW_KEY]
    assert codes() == {"key"}


# --- Retention ----------------------------------------------------------------------------------------------------


def test_after_retention_the_rest_still_verifies(chain):
    audit.note_read(by="somebody", target="application 1")
    head = chain
    for month in range(1, 31):
        with time_machine.travel(timezone.now() + timedelta(days=31 * month)):
            audit.record("monthly")
            audit.note_read(by="somebody", target=f"month {month}")
            seals.seal()
            retention.forget_old()
            seals.seal()
            assert seals.verify() == []
    with time_machine.travel(timezone.now() + timedelta(days=31 * 30)):
        assert codes(head) == {"head"}
        assert (AuditSeal.objects.first().number > 20, AuditEvent.objects.filter(event="event 0").exists()) == (
            True,
            False,
        )
        assert AuditEvent.objects.filter(event="monthly").count() == ReadEvent.objects.count() == 12


def test_it_proves_itself(chain):
    audit.note_read(by="somebody", target="application 1")
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        audit.record("after a long time")
        seals.seal()
        retention.forget_old()
        told = AuditEvent.objects.get(event=seals.FORGOTTEN).detail
    assert told == {"events": 31, "seals": 6, "seals_up_to": 6, "reads": 1, "limits": 0}


def test_the_database_lets_retention_pass(db):
    """With the triggers on, as the site has them."""
    tampering.empty()
    with time_machine.travel(timezone.now() - timedelta(days=400)):
        tampering.history()
    for table in ("hub_auditevent", "hub_auditseal", "hub_readevent"):
        append_only.install(connection, table, keep_days=28)
    retention.forget_old()
    assert set(AuditEvent.objects.values_list("event", flat=True)) == {"event 5", seals.FORGOTTEN}
    seals.seal()
    assert seals.verify() == []


def test_the_newest_seal_stays(chain):
    with time_machine.travel(timezone.now() + timedelta(days=4000)):
        retention.forget_old()
        assert AuditSeal.objects.get().digest == chain
        assert codes(chain) == set()


def test_deleting_more_than_retention_did_is_found(chain):
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        for _ in range(3):
            audit.record("after a long time")
            seals.seal()
        retention.forget_old()
        seals.seal()
        assert codes() == set()
        first = AuditSeal.objects.order_by("number").first()
        AuditEvent.objects.filter(pk__in=seals.ids_of(first)).delete()
        first.delete()
        assert codes() == {"begins"}


# --- The command --------------------------------------------------------------------------------------------------


def verify_audit(*arguments: str) -> tuple[int, str]:
    told = StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=told)
    except SystemExit as end:
        return end.code, told.getvalue()
    return 0, told.getvalue()


@pytest.fixture
def as_served(chain):
    for table, keep_days in append_only.guarded(connection).items():
        append_only.install(connection, table, keep_days=keep_days)
    return chain


def test_the_command_says_that_all_is_well(as_served):
    assert verify_audit() == (0, f"seals: 6\nhead: {as_served}\nfindings: 0\n")
    assert verify_audit("--head", as_served)[0] == 0


def test_the_command_fails_on_a_finding(as_served):
    code, told = verify_audit("--head", "0" * 64)
    assert (code, "findings: 1" in told, "0" * 64 in told) == (1, True, True)


def test_the_command_misses_a_trigger(as_served):
    append_only.remove(connection, "hub_auditevent", kinds=("no_update",))
    code, told = verify_audit()
    assert (code, "hub_auditevent_no_update" in told) == (1, True)


def test_the_daily_job_writes_findings_to_the_log(chain, caplog):
    AuditEvent.objects.filter(event="late").delete()
    seals.watch()
    assert ["it was sealed and is gone" in record.fields["finding"] for record in caplog.records] == [True]


def test_keys_are_not_rotated_over_a_finding(chain):
    AuditEvent.objects.filter(event="late").delete()
    with pytest.raises(CommandError, match="The audit was changed"):
        call_command("rotate_keys")
