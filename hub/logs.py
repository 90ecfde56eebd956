"""What does a log line look like?"""

import json
import logging


class JSONFormatter(logging.Formatter):
    """One JSON object a line; `extra={"fields": {...}}` adds keys. Escapes line breaks by being JSON."""

    def format(self, record):
        line = {"time": self.formatTime(record), "level": record.levelname, "log": record.name}
        line |= {"message": record.getMessage()} | getattr(record, "fields", {})
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
