"""What does staff read of one address?"""

from catalogue.models import LinkCheck


def test_no_cell_is_blank_while_nothing_is_known(curator):
    link = LinkCheck.objects.create(url="https://example.org/page", outcome="new")
    page = curator.get(f"/admin/catalogue/linkcheck/{link.pk}/change/").content.decode()
    assert " ".join(page.split()).count('<div class="readonly"></div>') == 0
    reason = page.partition("field-reason")[2].partition('<div class="readonly">')[2].partition("</div>")[0]
    assert reason == "–"
