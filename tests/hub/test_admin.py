"""What do staff read of the Hub's own records, in their own language?"""

import pytest
from django.utils import translation

from catalogue.models import Caution
from hub import audit, jobs, record_words
from hub.admin import FINDS_CODES
from hub.languages import BY_CODE, CODES
from hub.models import AuditEvent, Job, OutboxMail, ReadEvent
from hub.sorting import sort_key
from tests.factories import catalogue as rows
from tests.personas import make_user
from tests.site.html import Page
from tests.site.test_one_language import Read, spoken

SAID = {  # language -> signed in, signed out, the system, account of one person, list of the accounts, sending mail
    "ar": ("تسجيل دخول", "تسجيل خروج", "النظام", "حساب شخص واحد", "قائمة الحسابات", "إرسال البريد"),
    "zh-hans": ("已登录", "已退出登录", "系统", "某人的账户", "账户列表", "发送邮件"),
    "en": ("Signed in", "Signed out", "the system", "Account of one person", "List of the accounts", "Sending mail"),
}


def _open(browser, path: str, code: str) -> str:
    answer = browser.get(path, headers={"accept-language": code})
    assert answer.status_code == 200
    return answer.content.decode()


def _cells(html: str, name: str) -> list[list[tuple[str, str]]]:
    """Of each row: the texts in that column, with the language of each."""
    found: dict[int, list[tuple[str, str]]] = {}
    for text, around in Read(html).pieces:
        cell = next((one for one in around if f"field-{name}" in one["class"].split()), None)
        if cell is not None:
            found.setdefault(id(cell), []).append((text.strip(), spoken(around)[0]))
    return [*found.values()]


@pytest.fixture
def signed_in(db):
    user = make_user("officer")
    AuditEvent.objects.all().delete()
    audit.record("signed in", by=user, target=f"user {user.pk}", methods=["password"])
    audit.record("signed out", target="user 7")
    return user


@pytest.mark.parametrize("code", SAID)
def test_the_audit_in_words_with_its_codes_below(code, signed_in, administrator):
    signed, out, system, account, *_rest = SAID[code]
    html = _open(administrator, "/admin/hub/auditevent/?o=1", code)
    ours = {signed: 0, out: 1}
    events = [cell for cell in _cells(html, "event_in_short") if cell[0][0] in ours]
    assert events == [[(signed, code)], [(out, code)]]
    assert [(system, code), ("system", "en")] in _cells(html, "by_words")
    assert [(str(signed_in.pk), "en")] in _cells(html, "by_words")
    assert [(account, code), (f"user {signed_in.pk}", "en")] in _cells(html, "target_words")
    with translation.override(code):
        assert str(FINDS_CODES) in html


@pytest.mark.parametrize("code", SAID)
def test_one_event_keeps_its_code_beside_the_words(code, signed_in, administrator):
    signed = SAID[code][0]
    row = AuditEvent.objects.get(event="signed in")
    html = _open(administrator, f"/admin/hub/auditevent/{row.pk}/change/", code)
    beside = [] if code == "en" else [("signed in", "en")]  # there both say the same
    pieces = [(text.strip(), spoken(around)[0]) for text, around in Read(html).pieces if around[-1].tag != "title"]
    at = pieces.index((signed, code), pieces.index((str(signed_in.pk), "en")))
    assert pieces[at + 1 : at + 1 + len(beside)] == beside
    assert ('{"methods": ["password"]}', "en") in pieces
    assert (row.event, row.by) == ("signed in", str(signed_in.pk))  # what is stored stays a code
    assert any(around[-1].tag == "title" and signed in text for text, around in Read(html).pieces)


@pytest.mark.parametrize(("code", "first"), [("ar", "signed out"), ("zh-hans", "signed in"), ("en", "signed in")])
def test_the_filter_is_in_words_and_in_the_order_of_the_reader(code, first, signed_in, administrator):
    html = _open(administrator, "/admin/hub/auditevent/", code)
    places = {html.index(f"?event={event.replace(' ', '+')}"): event for event in ("signed in", "signed out")}
    assert places[min(places)] == first
    links = {one["href"]: one for one in Page(html).by_tag["a"] if one["href"].startswith("?event=signed")}
    assert len(links) == 2
    texts = {around[-1]["href"]: text.strip() for text, around in Read(html).pieces if around[-1]["href"] in links}
    assert texts == {"?event=signed+in": SAID[code][0], "?event=signed+out": SAID[code][1]}
    chosen = _open(administrator, "/admin/hub/auditevent/?event=signed+out", code)
    assert [cell[0][0] for cell in _cells(chosen, "event_in_short")] == [SAID[code][1]]


def test_an_event_of_former_times_stands_for_itself(administrator):
    row = audit.record("something else", by="somebody", target="some thing else")
    html = _open(administrator, "/admin/hub/auditevent/", "ar")
    assert [("something else", "en")] in _cells(html, "event_in_short")
    assert [("somebody", "en")] in _cells(html, "by_words")
    assert [("some thing else", "en")] in _cells(html, "target_words")
    assert _open(administrator, f"/admin/hub/auditevent/{row.pk}/change/", "ar").count("something else") > 1


def test_the_search_finds_by_the_code(signed_in, administrator):
    html = _open(administrator, "/admin/hub/auditevent/?q=system", "ar")
    assert [cell[0][0] for cell in _cells(html, "event_in_short")] == [SAID["ar"][1]]


@pytest.mark.parametrize("code", SAID)
def test_the_log_of_reads(code, signed_in, administrator):
    ReadEvent.objects.all().delete()
    audit.note_read(by=signed_in, target="user list")
    audit.note_read(by=signed_in, target=f"user {signed_in.pk}")
    html = _open(administrator, "/admin/hub/readevent/?o=1", code)
    account, everybody = SAID[code][3:5]
    said = [[(account, code), (f"user {signed_in.pk}", "en")], [(everybody, code), ("user list", "en")]]
    assert sorted(_cells(html, "target_words")) == sorted(said)
    row = ReadEvent.objects.get(target="user list")
    one = _open(administrator, f"/admin/hub/readevent/{row.pk}/change/", code)
    assert any(around[-1].tag == "title" and everybody in text for text, around in Read(one).pieces)


@pytest.mark.parametrize("code", SAID)
def test_jobs_have_a_name_and_a_sentence(code, administrator):
    for schedule in jobs.SCHEDULES:
        Job.objects.get_or_create(name=schedule.name)
    html = _open(administrator, "/admin/hub/job/", code)
    titles, about = _cells(html, "title"), _cells(html, "about")
    assert len(titles) == len(about) == len(jobs.SCHEDULES)
    assert {language for cells in (titles, about) for cell in cells for _text, language in cell} == {code}
    assert [(SAID[code][5], code)] in titles
    told = [cell[0][0] for cell in titles]
    assert told == sorted(told, key=lambda title: sort_key(title, code))


def test_a_job_of_former_times_stands_for_itself(administrator):
    Job.objects.create(name="count the stars")
    assert [("count the stars", "en")] in _cells(_open(administrator, "/admin/hub/job/", "zh-hans"), "title")


def test_every_job_has_words_and_none_is_left_over():
    assert {*record_words.JOBS} == {schedule.name for schedule in jobs.SCHEDULES}


@pytest.mark.parametrize(
    ("code", "number", "late", "other"),
    [
        ("ar", "الرقم", "لم يجب خادوم البريد في الوقت المحدد.", "تعذّر إرسال الرسالة."),
        ("zh-hans", "编号", "邮件服务器未及时响应。", "无法发送该邮件。"),
        ("en", "Number", "The mail server did not answer in time.", "The message could not be sent."),
    ],
)
def test_the_outbox(code, number, late, other, administrator):
    OutboxMail.objects.all().delete()
    OutboxMail.objects.create(error="TimeoutError")
    OutboxMail.objects.create(error="NewFault")
    html = _open(administrator, "/admin/hub/outboxmail/", code)
    assert _cells(html, "error_words") == [[(other, code), ("NewFault", "en")], [(late, code), ("TimeoutError", "en")]]
    heads = [text.strip() for text, around in Read(html).pieces if any(one.tag == "thead" for one in around)]
    assert number in heads
    assert "ID" not in heads


@pytest.mark.parametrize("code", CODES)
def test_no_label_of_a_field_has_a_code_for_its_language(code, curator):
    caution = Caution.objects.create(slug="care", text_en="Handle with care.", source_url="https://source.example/c")
    made = (caution, rows.StageFactory(), rows.ProviderFactory(), rows.ToolFactory())
    pages = [f"{row._meta.model_name}/{row.pk}" for row in made]
    for page in pages:
        html = _open(curator, f"/admin/catalogue/{page}/change/", code)
        labels = [text.strip() for text, around in Read(html).pieces if any(one.tag == "label" for one in around)]
        assert not [text for text in labels for one in BY_CODE if f"[{one}]" in text]


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("ar", "الاسم (الإنكليزية)"),
        ("zh-hans", "名称（英文）"),
        ("en", "Name (English)"),
        ("fr", "Nom (anglais)"),
        ("ru", "Название (английский)"),
        ("es", "Nombre (inglés)"),
    ],
)
def test_it_names_the_language_instead(code, label, curator):
    html = _open(curator, f"/admin/catalogue/stage/{rows.StageFactory().pk}/change/", code)
    labels = [text.strip() for text, around in Read(html).pieces if any(one.tag == "label" for one in around)]
    assert label in [text.rstrip(" :：\u00a0") for text in labels]
