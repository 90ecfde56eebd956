"""Does a message reach staff and the answer its writer, in a browser, with and without JavaScript?"""

import pytest

from tests.e2e.axe import faults
from tests.e2e.proofs import proofs

ATTACK = '<img src=x onerror="document.title=1"><script>document.title=1</script> https://elsewhere.example/'
SAID = f"One page of my list stays empty. {ATTACK}"
ANSWER = f"Thank you, it is mended. {ATTACK}"


def write(tab, said: str):
    page = tab.open("contact/")
    page.check("input[name=topic][value=error]")
    page.fill("textarea[name=text]", said)
    if page.locator("input[name=email]").count():
        page.fill("input[name=email]", "writer@agency.example")
    page.locator("main form[action$='contact/'] button").click()
    page.wait_for_url("**/contact/sent/")
    return page


def answer(page, words: str):
    assert faults(page) == []
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_url("**/change/**")
    page.fill("textarea[name=text]", words)
    page.click("button[value=preview]")
    assert page.locator("#preview").inner_text().strip() == words
    assert faults(page) == []
    page.click("button[value=answer]")
    page.locator(".messagelist .success").wait_for()


@pytest.mark.parametrize("language", ["ar", *proofs("en")])
def test_a_member_writes_and_reads_the_answer(page_for, language):
    member, staff = page_for("officer", language, width=320), page_for("reviewer", language)
    page = write(member, SAID)
    assert faults(page) == []
    page.locator("main a[href*=messages-to-staff]").click()
    page.locator("main .rows a").first.click()
    page.locator("textarea[name=text]").wait_for()
    assert faults(page) == []
    mine = page.url
    answer(staff.open("/admin/members/ticket/"), ANSWER)
    page.goto(mine)
    texts = page.locator("main ol li div").all_inner_texts()
    assert [text.strip() for text in texts] == [SAID, ANSWER]
    assert page.locator("main ol a, main ol img, main ol script").count() == 0
    assert page.title() != "1"
    assert faults(page) == []


def test_a_visitor_writes_without_scripts(page_for):
    tab = page_for("visitor", "fr", js=False)
    page = write(tab, SAID)
    assert len(page.locator("strong.secret").inner_text()) == 11
    page = tab.open("contact/ticket/?key=none")
    page.fill("input[name=reference]", "23456789AB")
    page.locator("main form button").click()
    page.locator("main [role=alert]").wait_for()


def test_the_box_for_programs_is_out_of_everybodys_way(page_for):
    page = page_for("visitor", "en").open("contact/")
    assert not page.locator("input[name=website]").is_visible()
    page.locator("input[name=name]").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
