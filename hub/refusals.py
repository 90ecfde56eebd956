"""What do verbs raise when they do not do what was asked?"""


class NotAllowed(Exception):
    """The code says which rule; the page that calls has the sentence for it."""

    def __init__(self, code: str = ""):
        super().__init__(code)
        self.code = code


class StateChanged(Exception):
    """Somebody else was faster: what was on the screen is no longer so."""


def may(check, *args) -> bool:
    """`may(check_may_decide, application, user)`: the same rule, as an answer."""
    try:
        check(*args)
    except (NotAllowed, StateChanged):
        return False
    return True
