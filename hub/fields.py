"""Which columns can nobody read who has the database but not the keys?"""

import json

from django.db import models

from hub import keys


class EncryptedText(models.TextField):
    """Text that is a Fernet token in the database (`hub.keys`). It cannot be searched; look it up by a fingerprint."""

    def get_prep_value(self, value):
        return value if value is None else keys.encrypt(self.dump(value))

    def from_db_value(self, value, expression, connection):
        return value if value is None else self.load(keys.decrypt(value))

    def dump(self, value) -> str:
        return str(value)

    def load(self, text: str):
        return text


class EncryptedJSON(EncryptedText):
    """Anything that JSON can say, as one encrypted token."""

    def dump(self, value) -> str:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)

    def load(self, text: str):
        return json.loads(text)
