"""Which pages does the site have, who opens each, and what has to be done to see it?"""

from collections.abc import Callable
from dataclasses import dataclass

TOOL = "cellebrite-physical-analyzer"  # every section of its page is filled


@dataclass(frozen=True)
class Place:
    role: str
    path: str
    status: int = 200
    then: Callable | None = None  # what is done on the page before it is looked at
    rare: bool = False  # like another place, or looked at by a test of its own too: only among the proofs

    def visit(self, tab):
        page = tab.open(self.path, status=self.status)
        if self.then:
            self.then(page)
        return page


def _send_empty(page):
    page.locator("form[novalidate] button").first.click()
    page.locator("form [role=alert]").wait_for()


def _send_empty_text(page):
    page.locator("#id_text").fill("")
    page.locator("button[value=save]").click()
    page.locator("form [role=alert]").wait_for()


def _open_first(page):
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_url("**/change/**")


def _open_merge(page):
    _open_first(page)
    page.locator("a[href='../merge/']").click()
    page.locator("#id_into").select_option(index=1)
    page.locator("#content-main form button").first.click()
    page.locator("form[method=post] input[name=into]").wait_for(state="attached")


def _open_step_of_a_word(page):
    _open_first(page)
    page.locator("a[href$='/history/']").first.click()
    page.locator("#content-main tbody a").first.click()
    page.wait_for_url("**/history/*/")


def _open_preview(page):
    _open_first(page)
    code = page.locator("html").get_attribute("lang").lower()
    page.locator(f"a[href$='/preview/{code}/']").click()
    page.locator("article.sheet").wait_for()


def _open_list(page):
    """The officer's list; there is a most of them, so each walk makes no new one."""
    made = page.locator("#lists + .rows a")
    if not made.count():
        page.locator("a[href$='/lists/new/']").click()
        page.locator("#id_name").fill("For the next training")
        _send(page, "**/lists/*-*/")
        page.goto(page.url + "?q=photodna")
        page.locator("button[name=tool]").first.click()
    else:
        made.first.click()
    page.locator(".rows h2").first.wait_for()


def _share_list(page):
    _open_list(page)
    page.goto(page.url.split("?")[0] + "share/")
    page.locator("form[novalidate] button").click()
    page.locator(".secret").wait_for()


def _watch(page):
    _send(page, "**/lists/")


def _send(page, address):
    page.locator("main .buttons button").first.click()
    page.wait_for_url(address)


def _open_filters(page):
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")


def _tick(page):
    """Some tools of the unit; then what they do not cover."""
    for box in page.locator("input[name=tool]").all()[:3]:
        box.check()
    page.locator("form:has(.ticks) button").click()
    page.goto(f"{page.url.partition('tools/coverage/')[0]}tools/coverage/?country=US")
    page.locator(".candidates").first.wait_for()


PLACES = {
    "landing": Place("visitor", ""),
    "about": Place("visitor", "about/"),
    "principles": Place("visitor", "principles/"),
    "privacy": Place("visitor", "privacy/"),
    "data notice": Place("visitor", "data-notice/"),
    "terms": Place("visitor", "terms/"),
    "accessibility": Place("visitor", "accessibility/"),
    "contact": Place("visitor", "contact/"),
    "contact, with errors": Place("visitor", "contact/", then=_send_empty),
    "contact, by link": Place("visitor", "contact/ticket/?key=none"),
    "contact, as a member": Place("officer", "contact/"),
    "join": Place("visitor", "join/"),
    "join, a question with errors": Place("applicant", "join/role/", then=_send_empty),
    "join, many choices": Place("applicant", "join/training/", rare=True),
    "join, a country": Place("applicant", "join/country/", rare=True),
    "join, the rules": Place("applicant", "join/terms/", rare=True),
    "join, answers": Place("applicant", "join/check/"),
    "join, status": Place("applicant", "join/status/"),
    "join, status by link": Place("visitor", "join/status/", rare=True),
    "join, status by link, with errors": Place("visitor", "join/status/", then=_send_empty),
    "join, mailed link": Place("visitor", "join/link/none/", rare=True),
    "join, poster": Place("visitor", "join/poster/"),
    "referee link that is over": Place("visitor", "join/referee/none/", 404, rare=True),
    "renewal link that is over": Place("visitor", "accounts/renewal/confirm/none/", 404, rare=True),
    "recovery link that is over": Place("visitor", "accounts/recovery/none/", 404, rare=True),
    "sign in": Place("visitor", "accounts/login/"),
    "sign in, with errors": Place("visitor", "accounts/login/", then=_send_empty),
    "forgotten password": Place("visitor", "accounts/password/reset/"),
    "forgotten password, sent": Place("visitor", "accounts/password/reset/done/"),
    "reset link that is over": Place("visitor", "accounts/password/reset/key/1-over/"),
    "invitation that is over": Place("visitor", "accounts/invitation/none/", 404),
    "home": Place("officer", "home/"),
    "list": Place("officer", "tools/"),
    "list, everything open": Place("officer", "tools/?stage=triage&family=image-and-video", then=_open_filters),
    "list, nothing found": Place("officer", "tools/?stage=triage&q=qqqqqqqq"),
    "list, something ignored": Place("officer", "tools/?stage=nowhere&colour=red&page=abc"),
    "tool": Place("officer", f"tools/{TOOL}/"),
    "compare": Place(
        "officer", f"tools/compare/?tool={TOOL}&tool=magnet-griffeye&tool=photodna&tool=cyacomb-forensics"
    ),
    "compare, two": Place("officer", f"tools/compare/?tool={TOOL}&tool=gone&tool=photodna&q=image", rare=True),
    "compare, nothing yet": Place("officer", "tools/compare/", rare=True),
    "list, to print or take": Place("officer", "tools/export/print/?stage=triage&q=image&colour=red"),
    "workflow map": Place("officer", "tools/workflow/"),
    "guided search": Place("officer", "tools/find/"),
    "guided search, with answers": Place(
        "officer", "tools/find/?input=images&family=text-and-speech&licence=commercial&colour=red&skip=stage", rare=True
    ),
    "coverage": Place("officer", "tools/coverage/tools/?stage=triage", then=_tick),
    "coverage, nothing yet": Place("curator", "tools/coverage/", rare=True),
    "coverage, tools": Place("officer", "tools/coverage/tools/?stage=triage", rare=True),
    "coverage, brief": Place("officer", "tools/coverage/brief/?country=NL", rare=True),
    "words": Place("officer", "tools/words/"),
    "lists": Place("officer", "lists/watch/?q=image&stage=triage", then=_watch),
    "lists, watch a search": Place("officer", "lists/watch/?q=image&stage=triage", rare=True),
    "lists, a new one with errors": Place("officer", "lists/new/", then=_send_empty, rare=True),
    "lists, one": Place("officer", "lists/", then=_open_list),
    "lists, shared": Place("officer", "lists/", then=_share_list, rare=True),
    "lists, save a tool": Place("officer", f"lists/save/?tool={TOOL}&tool=photodna"),
    "suggest": Place("officer", "tools/suggest/", then=_send_empty),
    "sent": Place("officer", "tools/suggest/sent/", rare=True),
    "report": Place("officer", f"tools/{TOOL}/report/"),
    "report of a link": Place("officer", f"tools/{TOOL}/report/?link=", then=_send_empty, rare=True),
    "report, with errors": Place("officer", f"tools/{TOOL}/report/", then=_send_empty),
    "account": Place("officer", "accounts/"),
    "account, expired": Place("expired", "accounts/"),
    "account, suspended": Place("suspended", "accounts/"),
    "settings": Place("officer", "accounts/settings/"),
    "messages to staff": Place("officer", "accounts/messages-to-staff/"),
    "sessions": Place("officer", "accounts/sessions/"),
    "address": Place("officer", "accounts/address/", then=_send_empty),
    "own data": Place("officer", "accounts/data/"),
    "leave": Place("officer", "accounts/leave/", then=_send_empty),
    "renewal": Place("expired", "accounts/renewal/"),
    "terms, accepted": Place("officer", "accounts/terms/"),
    "second factors": Place("officer", "accounts/2fa/"),
    "keys": Place("officer", "accounts/2fa/webauthn/"),
    "new key": Place("officer", "accounts/2fa/webauthn/add/"),
    "confirm it is you": Place("officer", "accounts/reauthenticate/"),
    "not found": Place("officer", "nowhere/", 404),
    "admin": Place("administrator", "/admin/"),
    "admin, tools": Place("administrator", "/admin/catalogue/tool/"),
    "admin, import of tools": Place("curator", "/admin/catalogue/tool/import/", rare=True),
    "admin, import of tools, with errors": Place(
        "curator", "/admin/catalogue/tool/import/", then=_send_empty, rare=True
    ),
    "admin, proposal from a provider": Place("curator", "/admin/catalogue/tool/proposal/", rare=True),
    "admin, the whole catalogue": Place("curator", "/admin/catalogue/tool/whole/", rare=True),
    "admin, one tool": Place("administrator", "/admin/catalogue/tool/", then=_open_first),
    "admin, checks that are due": Place("curator", "/admin/catalogue/tool/reviews/", rare=True),
    "admin, links": Place("curator", "/admin/catalogue/linkcheck/", rare=True),
    "admin, preview": Place("translator", "/admin/catalogue/tool/", then=_open_preview, rare=True),
    "admin, a new tool": Place("curator", "/admin/catalogue/tool/add/", rare=True),
    "admin, a provider": Place("curator", "/admin/catalogue/provider/", then=_open_first, rare=True),
    "admin, a caution": Place("curator", "/admin/catalogue/caution/", then=_open_first, rare=True),
    "admin, a word": Place("curator", "/admin/catalogue/capability/", then=_open_first, rare=True),
    "admin, merging a word": Place("curator", "/admin/catalogue/stage/", then=_open_merge, rare=True),
    "admin, one step of a word": Place("curator", "/admin/catalogue/capability/", then=_open_step_of_a_word, rare=True),
    "admin, reports": Place("curator", "/admin/catalogue/report/", rare=True),
    "admin, translations": Place("translator", "/admin/catalogue/translations/"),
    "admin, one translation": Place("translator", f"/admin/catalogue/translations/tool/{TOOL}/limits/ar/"),
    "admin, one translation, with errors": Place(
        "translator", f"/admin/catalogue/translations/tool/{TOOL}/limits/fr/", then=_send_empty_text, rare=True
    ),
    "admin, translator's start": Place("translator", "/admin/", rare=True),
    "admin, files for translators": Place("curator", "/admin/catalogue/translations/files/", rare=True),
    "admin, files for translators, with errors": Place(
        "curator", "/admin/catalogue/translations/files/out/?language=fr&tool=nothing", rare=True
    ),
    "admin, applications": Place("reviewer", "/admin/members/application/", rare=True),
    "admin, one application": Place("reviewer", "/admin/members/application/", then=_open_first, rare=True),
    "admin, agencies": Place("reviewer", "/admin/members/agency/", rare=True),
    "admin, one agency": Place("reviewer", "/admin/members/agency/", then=_open_first, rare=True),
    "admin, messages": Place("reviewer", "/admin/members/ticket/", rare=True),
    "admin, members": Place("administrator", "/admin/members/user/", rare=True),
    "admin, one member": Place("administrator", "/admin/members/user/", then=_open_first, rare=True),
}
OFTEN = {name: place for name, place in PLACES.items() if not place.rare}
OURS = {name: place for name, place in PLACES.items() if not place.path.startswith("/admin")}
