"""Does every process see every write, and only what is published?"""

import threading

import pytest
from django.db import connection, transaction

from catalogue import models, reviewing, snapshot, vocabulary
from tests.factories import catalogue as rows


def token() -> str:
    return models.SnapshotVersion.objects.values_list("token", flat=True).first() or ""


@pytest.fixture
def tool(db):
    tool = rows.ToolFactory(slug="one", stages=[rows.StageFactory(slug="triage")])
    rows.EvidenceFactory(tool=tool)
    rows.SourceFactory(tool=tool)
    return tool


def restriction(tool):
    return models.Restriction.objects.create(tool=tool, country="FR", kind="not-offered", text_en="Not sold.")


def figure(tool):
    return models.ErrorFigure.objects.create(
        tool=tool, text_en="One in ten.", by="provider", source="https://a.example/"
    )


def caution(tool):
    row = models.Caution.objects.create(
        slug="care", text_en="Check.", source_url="https://a.example/", source_title="A"
    )
    row.capabilities.add(rows.CapabilityFactory())


WRITES = {
    "save": lambda tool: tool.save(),
    "create": lambda _tool: rows.ToolFactory(),
    "delete": lambda tool: tool.delete(),
    "relation added": lambda tool: tool.inputs.add(rows.InputFactory()),
    "relation set": lambda tool: tool.stages.set([]),
    "relation cleared": lambda tool: tool.stages.clear(),
    "from the other side": lambda _tool: models.Stage.objects.get().tools.clear(),
    "role": lambda tool: tool.roles.add(rows.RoleFactory()),
    "provider": lambda tool: tool.provider.save(),
    "stage": lambda _tool: models.Stage.objects.get().save(),
    "stage deleted": lambda _tool: models.Stage.objects.all().delete(),
    "source": lambda tool: rows.SourceFactory(tool=tool),
    "source deleted": lambda tool: tool.sources.all().delete(),
    "evidence changed": lambda tool: tool.evidence.get().save(),
    "evidence deleted": lambda tool: tool.evidence.get().delete(),
    "error figure": figure,
    "restriction": restriction,
    "caution": caution,
    "merged word": lambda _tool: vocabulary.TermAlias.objects.create(kind="stage", slug="old", target="triage"),
    "verb with update": lambda _tool: reviewing.verify(tools=models.Tool.objects.all(), by=None),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_every_kind_of_write_moves_the_token(tool, write):
    before = token()
    write(tool)
    assert token() != before


def test_reading_moves_nothing(tool, officer):
    before = token()
    officer.get("/en/tools/one/")
    officer.get("/en/tools/?q=x")
    assert token() == before


def test_a_write_that_was_rolled_back_is_not_seen(tool):
    held = snapshot.current()
    with transaction.atomic():
        tool.name = "Never"
        tool.save()
        transaction.set_rollback(True)
    assert snapshot.current() is held


def test_what_did_not_move_is_not_built_again(tool, django_assert_num_queries):
    held = snapshot.current()
    with django_assert_num_queries(1):
        assert snapshot.current() is held


def test_the_next_request_sees_the_change(tool, officer):
    assert "Renamed" not in officer.get("/en/tools/").content.decode()
    tool.name = "Renamed"
    tool.save()
    assert "Renamed" in officer.get("/en/tools/").content.decode()
    assert officer.get("/en/tools/?q=renamed").context["results"].total == 1


def test_only_what_is_published(tool, officer):
    tool.state = models.State.WITHDRAWN
    tool.save()
    held = snapshot.current()
    assert "one" not in held.numbers
    assert held.masks["stage"]["triage"] == 0
    assert tool.provider.slug not in held.masks["provider"]
    assert officer.get("/en/tools/one/").status_code == 404


def test_tools_stand_in_the_order_of_their_names(db):
    for name in ("Zebra", "apple", "Éclair", "1st"):
        rows.ToolFactory(name=name)
    assert [entry.name for entry in snapshot.current().entries] == ["1st", "apple", "Éclair", "Zebra"]


def test_masks_hold_the_tools_that_carry_a_value(catalogue):
    for key, values in catalogue.masks.items():
        for value, mask in values.items():
            holders = {entry.slug for n, entry in enumerate(catalogue.entries) if mask >> n & 1}
            if key in snapshot.TERM_FACETS or key == "family":
                assert holders == {entry.slug for entry in catalogue.entries if value in entry.terms[key]}


def test_another_process_sees_the_write(transactional_db):
    """Two connections, as two processes have: the reader's next look builds what the writer committed."""
    rows.ToolFactory(slug="one", name="Before")
    assert snapshot.current().entries[0].name == "Before"

    def write():
        models.Tool.objects.get(slug="one").delete()
        rows.ToolFactory(slug="two", name="After")
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    writer.join()
    assert [entry.name for entry in snapshot.current().entries] == ["After"]


def test_a_write_while_building_is_seen_by_the_next_request(tool, monkeypatch):
    """The token is read before the rows: a write in between is either in the rows or seen next time."""
    build = snapshot.build

    def interrupted(*args):
        made = build(*args)
        monkeypatch.setattr(snapshot, "build", build)
        tool.name = "Written meanwhile"
        tool.save()
        return made

    monkeypatch.setattr(snapshot, "build", interrupted)
    snapshot.current()
    assert snapshot.current().entries[0].name == "Written meanwhile"


def test_texts_of_the_index_are_of_one_version(tool):
    """What is made later from a held snapshot may be newer, never older; the next snapshot makes it anew."""
    held = snapshot.current()
    tool.what_it_does_en = "It finds zebras."
    tool.save()
    held.index("en")
    assert snapshot.current().index("en").search("zebras").mask


def test_an_entry_knows_the_gravest_restriction_of_each_country(tool):
    other = rows.ToolFactory(slug="other")
    for country, kind in (("FR", "restricted"), ("FR", "not-lawful"), ("FR", "not-offered"), ("DE", "restricted")):
        models.Restriction.objects.create(tool=tool, country=country, kind=kind, text_en="Said by the provider.")
    held = snapshot.current()
    assert held.entries[held.numbers["one"]].restrictions == {"FR": "not-lawful", "DE": "restricted"}
    assert held.entries[held.numbers[other.slug]].restrictions == {}


def test_many_writes_move_the_token_once_and_all_are_seen(tool_factory):
    before = snapshot.current().token
    with snapshot.moved_once():
        tool_factory.create_batch(3)
        assert snapshot.current().token == before
    assert len(snapshot.current().entries) == 3
    tool_factory()
    assert len(snapshot.current().entries) == 4
