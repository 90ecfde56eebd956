"""Can an officer tell staff that an entry is out of date, without a name?"""

import pytest

from catalogue import models

PLACE = "/fr/tools/sorter/report/"


@pytest.fixture
def tool(tool_factory):
    return tool_factory(slug="sorter", name="Sorter")


def test_a_report_reaches_staff_with_tool_and_language_and_nobody(tool, officer, curator):
    assert officer.post(PLACE, {"text": "The address has changed."}).headers["Location"] == "/fr/tools/sorter/"
    report = models.Report.objects.get()
    assert (report.tool, report.language, report.text) == (tool, "fr", "The address has changed.")
    assert str(officer.user.pk) not in str(models.Report.objects.values().get())
    assert "The address has changed." in curator.get("/admin/catalogue/report/").content.decode()


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001, "nul \x00 byte"])
def test_a_fault_keeps_what_was_written(tool, officer, text):
    answer = officer.post("/en/tools/sorter/report/", {"text": text})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Error:" in html
    assert text.strip("\x00 ")[:5] in html
    assert not models.Report.objects.exists()


def test_the_form_says_what_must_not_be_written(tool, officer):
    html = officer.get("/en/tools/sorter/report/").content.decode()
    assert "No case data" in html
    assert "not who you are" in html


def test_another_site_cannot_send_it(tool, sign_in):
    strict = sign_in("officer", enforce_csrf_checks=True)
    assert strict.post(PLACE, {"text": "x"}).status_code == 403
    assert not models.Report.objects.exists()


def test_only_officers_and_only_published_tools(tool, visitor, expired, officer):
    assert visitor.post(PLACE, {"text": "x"}).status_code == 302
    assert expired.post(PLACE, {"text": "x"}).status_code == 302
    tool.state = models.State.WITHDRAWN
    tool.save()
    assert officer.post(PLACE, {"text": "x"}).status_code == 404
    assert officer.get("/en/tools/none/report/").status_code == 404
    assert not models.Report.objects.exists()
