"""A translation service on this machine, as LibreTranslate answers; and services that behave badly."""

import contextlib
import http.server
import json
import threading
from collections.abc import Callable

Answer = tuple[int, bytes] | Callable


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, json.loads(body)))
        self.server.headers.append(dict(self.headers))
        self.server.say(self, json.loads(body))

    def log_message(self, *args):
        """Tests print nothing."""


class Service(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, dict]] = []
        self.headers: list[dict] = []
        self.texts: dict[str, str] = {}  # English -> what is answered
        self.answer: Answer | None = None
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def sent(self) -> list[str]:
        return [body["q"] for _path, body in self.asked]

    def say(self, handler, asked: dict) -> None:
        with contextlib.suppress(OSError):  # whoever asked has hung up
            if callable(self.answer):
                self.answer(handler)
                return
            told = {"translatedText": self.texts.get(asked["q"], asked["q"])}
            status, body = self.answer or (200, json.dumps(told).encode())
            handler.send_response(status)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

    def handle_error(self, request, client_address):
        """A client that hangs up is no fault here."""


@contextlib.contextmanager
def serving():
    with Service() as service:
        thread = threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield service
        finally:
            service.over.set()
            service.shutdown()
            thread.join()
