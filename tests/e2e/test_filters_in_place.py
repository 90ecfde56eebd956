"""With htmx the list changes without a new page. Is it then the same page, and does nobody lose their place?"""

import re

ANSWER = "() => ({title: document.title, main: document.querySelector('main').innerText.replace(/\\s+/g, ' ')})"
LANGUAGES = "all => all.map(link => link.getAttribute('href'))"


def apply(page):
    """Presses the upper button and waits until the answer is in place."""
    with page.expect_response(lambda response: "hx-request" in response.request.headers):
        page.locator(".panel > p button").first.press("Enter")
    page.locator(".chosen a").first.wait_for()


def ticked(page_for, **options):
    tab = page_for("officer", "en", **options)
    page = tab.open("tools/")
    page.check("input[name=stage][value=triage]")
    apply(page)
    return tab, page


def test_no_new_page_is_loaded_and_the_address_is_its_own(page_for):
    tab = page_for("officer", "en")
    page = tab.open("tools/")
    page.evaluate("window.stays = true")
    page.check("input[name=stage][value=triage]")
    apply(page)
    assert page.evaluate("window.stays") is True
    assert "stage=triage" in page.url


def test_the_new_total_is_announced(page_for):
    tab = page_for("officer", "en")
    page = tab.open("tools/")
    before = tab.total()
    status = page.locator("p[role=status]")
    page.check("input[name=stage][value=triage]")
    apply(page)
    assert status.inner_text() == f"{tab.total()} tools"
    assert 0 < tab.total() < before


def test_the_focus_stays_on_the_pressed_control(page_for):
    _, page = ticked(page_for)
    assert page.evaluate("document.activeElement === document.querySelector('.panel > p button')")


def test_the_focus_stays_on_the_tick_and_open_filters_stay_open(page_for):
    page = page_for("officer", "en").open("tools/")
    page.locator("details.facet summary").nth(4).click()
    box = page.locator("input[name=stage][value=triage]")
    box.check()
    with page.expect_response(lambda response: "hx-request" in response.request.headers):
        box.press("Enter")
    page.locator(".chosen a").first.wait_for()
    assert page.evaluate("document.activeElement.value") == "triage"
    assert page.locator("details.facet").nth(4).evaluate("group => group.open")


def test_it_is_the_page_that_a_reload_gives(page_for):
    _, page = ticked(page_for)
    before, links = page.evaluate(ANSWER), page.eval_on_selector_all("nav.languages a", LANGUAGES)
    page.reload()
    assert page.evaluate(ANSWER) == before
    assert page.eval_on_selector_all("nav.languages a", LANGUAGES) == links
    assert all("stage=triage" in link for link in links)


def test_back_and_forward_show_what_was_there(page_for):
    tab, page = ticked(page_for)
    fewer = tab.total()
    page.go_back()
    page.wait_for_url(re.compile("/tools/$"))
    page.locator("#facets").wait_for()
    assert tab.total() > fewer
    assert page.locator("header").count() == 1
    assert page.locator("input[name=stage]:checked").count() == 0
    page.go_forward()
    page.wait_for_url(re.compile("stage=triage"))
    page.locator(".chosen a").first.wait_for()
    assert tab.total() == fewer
    assert page.locator("input[name=stage]:checked").count() == 1


def test_turning_the_page_keeps_the_keyboard_in_the_page(page_for):
    page = page_for("officer", "en").open("tools/")
    first = page.locator(".rows h2").first.inner_text()
    page.locator("a[rel=next]").press("Enter")
    page.wait_for_url(re.compile("page=2"))
    page.wait_for_function("first => document.querySelector('.rows h2').innerText !== first", arg=first)
    page.locator("a[rel=prev]").wait_for()
    assert page.evaluate("document.activeElement.tagName") != "BODY"
    before = page.evaluate(ANSWER)
    page.reload()
    assert page.evaluate(ANSWER) == before
