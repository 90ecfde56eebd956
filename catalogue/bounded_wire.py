"""How is an answer read from a server that may be slow or never come to an end?

As `http.client` sees it this is a connection; each read has only the time and the bytes that are left of the whole.
"""

import io
import socket
from collections.abc import Callable


class TooMuch(Exception):
    """The answer is longer than what is read of it."""


class Bounded:
    """`left` answers the seconds that are left, or raises."""

    def __init__(self, wire: socket.socket, left: Callable[[], float], most: int):
        self.wire, self.left, self.most = wire, left, most

    def sendall(self, data) -> None:
        self.wire.settimeout(self.left())
        self.wire.sendall(data)

    def makefile(self, mode: str):
        return io.BufferedReader(_Read(self))

    def close(self) -> None:
        """Whoever opened it shuts it."""


class _Read(io.RawIOBase):
    def __init__(self, bounded: Bounded):
        super().__init__()
        self.bounded, self.more = bounded, bounded.most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        if self.more <= 0:
            raise TooMuch
        self.bounded.wire.settimeout(self.bounded.left())
        count = self.bounded.wire.recv_into(memoryview(buffer)[: self.more])
        self.more -= count
        return count
