"""Does every page hold a language three times as long as English, and is every word on it a message?"""

import re

import pytest

from tests import pseudo
from tests.e2e import browsing, served
from tests.e2e.places import OURS, PLACES
from tests.e2e.test_narrow import NARROW, WIDE, faults_of

# What a reader sees, without names, addresses, what somebody typed and what says that it is another language.
TEXTS = """() => {
  const left = '[translate=no], bdi, code, :is([dir=ltr], [lang]):not(html), .languages, textarea, script, option,'
    + '.field-slug .readonly';
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const around = node.parentElement;
    if (node.data.trim() && !around.closest(left) && around.checkVisibility()) {
      const block = around.closest('p, li, dt, dd, th, td, h1, h2, h3, label, summary, a') || around;
      found.push([node.data, block.textContent.replace(/\\s+/g, ' ').trim().slice(0, 80)]);
    }
  }
  return found;
}"""
ADDRESS = re.compile(r"https?://\S+|\S+@\S+|\[[a-z-]+\]|\w+=\w+|\b[0-9A-Z]{5} [0-9A-Z]{5}\b")  # and references
# In an address, or typed here.
GIVEN = set("colour page gone image Alex Chief For the next training Robin Example English UTC".split())
CODES = set("ar zh hans en fr ru es sur".split())  # of languages; and French of Django's own script for its lists
# Prints what is called so in every language.
PROPER = """
from catalogue.models import Provider, Tool
from members.agencies import Agency, Unit
from members.models import User
for model in (Tool, Provider, Agency, Unit, User):
    print(*model.objects.values_list("name", flat=True), sep="\\n")
print(*Tool.objects.values_list("slug", flat=True))
"""
SOME = ("home", "list, everything open", "contact, with errors")


@pytest.fixture(scope="module")
def site(tmp_path_factory, worker_id):
    own = tmp_path_factory.mktemp("pseudo")
    shared = own.parent if worker_id == "master" else own.parent.parent
    with served.serving(shared=shared, own=own, wsgi="tests.pseudo:application") as running:
        running.manage("shell", "--no-imports", "-c", "from tests import pseudo; pseudo.fill()")
        yield running


@pytest.fixture(scope="module")
def names(site):
    """The words of what keeps its name, and of what is no word of the Hub's."""
    return GIVEN | CODES | set(pseudo.WORD.findall(site.manage("shell", "--no-imports", "-c", PROPER)))


@pytest.fixture
def tabs(site, browser):
    """A tab of each role, in the pseudo-language."""
    opened = {}

    def of(role):
        if role not in opened:
            context = browser.new_context(viewport=NARROW, locale=pseudo.CODE)
            context.set_default_timeout(15000)
            cookies = {"django_language": pseudo.CODE}
            if role != "visitor":
                cookies["sessionid"] = site.session(role)
            context.add_cookies([{"name": name, "value": value, "url": site.url} for name, value in cookies.items()])
            opened[role] = browsing.Tab(context.new_page(), site.url, pseudo.CODE)
        return opened[role]

    yield of
    for tab in opened.values():
        tab.page.context.close()


def no_messages(page, names) -> list[str]:
    """Words that stand on the page and came through no message."""
    return [
        f"{word} in {around!r}"
        for text, around in page.evaluate(TEXTS)
        for word in pseudo.left_over(ADDRESS.sub(" ", text))
        if word not in names
    ]


def sticks_out(page) -> list[str]:
    page.set_viewport_size(WIDE)
    wide = page.evaluate("document.documentElement.scrollWidth") > WIDE["width"]
    page.set_viewport_size(NARROW)
    return ["too wide at 1280"] if wide else []


def hold(tabs, names, places):
    faults = []
    for name, place in places.items():
        page = place.visit(tabs(place.role))
        found = [f"{kind}: {what}" for kind, each in faults_of(page).items() for what in each]
        faults += [f"{name}, {what}" for what in found + sticks_out(page) + no_messages(page, names)]
    assert not faults, "\n".join(faults)


def test_some_pages_hold_a_language_three_times_as_long(tabs, names):
    hold(tabs, names, {name: PLACES[name] for name in SOME})


@pytest.mark.prove
def test_every_page_holds_it(tabs, names):
    hold(tabs, names, {name: place for name, place in OURS.items() if name not in SOME})


@pytest.mark.prove
def test_the_admin_says_nothing_that_is_no_message(tabs, names):
    places = {name: place for name, place in PLACES.items() if name not in OURS}
    faults = [
        f"{name}, {word}"
        for name, place in places.items()
        for word in no_messages(place.visit(tabs(place.role)), names)
    ]
    assert not faults, "\n".join(faults)
