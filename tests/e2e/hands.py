"""How does a person use a page? By what is written on its buttons, links and boxes, in its language."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext

from tests.e2e.browsing import Tab


class Said(str):
    """Words as they stand on the page: not a message that is translated."""

    __slots__ = ()


@dataclass
class Hand:
    tab: Tab
    look: Callable = bool  # what is checked on every page that is reached; this one checks nothing

    @property
    def page(self):
        return self.tab.page

    def says(self, message) -> str:
        """A message of the interface, in the language of the page."""
        with translation.override(self.tab.language):
            return str(message) if isinstance(message, Said | Promise) else gettext(message)

    def open(self, path: str, heading=None, **options):
        self.tab.open(path, **options)
        self.reaches(heading)

    def reaches(self, heading=None):
        """Waits for the page with this heading, and looks at it."""
        if heading is not None:
            self._named("heading", self.says(heading), level=1).wait_for()
            self.look(self.page)

    def press(self, words, heading=None):
        self._named("button", self.says(words)).click()
        self.reaches(heading)

    def follow(self, words, heading=None):
        self._named("link", self.says(words)).first.click()
        self.reaches(heading)

    def reads(self, words):
        self.page.get_by_text(self.says(words), exact=True).wait_for()

    def type(self, label, text: str):
        self.page.get_by_label(self.says(label), exact=True).fill(text)

    def choose(self, group, *options):
        """One radio button, or some boxes, of a question."""
        for option in options:
            inside = self._named("group", self.says(group))
            inside.get_by_label(self.says(option), exact=True).check()

    def tick(self, label):
        self._named("checkbox", self.says(label)).check()

    def focus(self, role: str, words):
        """By the keyboard: Tab, until it is there."""
        wanted = self._named(role, self.says(words))
        for _ in range(60):
            self.page.keyboard.press("Tab")
            if wanted.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"The keyboard does not reach {words}")

    def _named(self, role: str, name: str, **options):
        return self.page.get_by_role(role, name=name, exact=True, **options)
