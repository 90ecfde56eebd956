"""A security key made of software: what a browser would post for one, with the flags that a test chooses."""

import hashlib
import json
import secrets
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


class SoftKey:
    def __init__(self, *, verifies=True, passwordless=True, origin="https://testserver"):
        self.verifies = verifies  # asks for a PIN; else it is only touched
        self.passwordless = passwordless
        self.origin = origin
        self.id = secrets.token_bytes(32)
        self.handle = b""
        self.private = ec.generate_private_key(ec.SECP256R1())

    def create(self, options: dict) -> str:
        """The answer to "add this key"."""
        ask = options["publicKey"]
        self.handle = ask["user"]["id"]
        public = cbor.encode(dict(ES256.from_cryptography_key(self.private.public_key())))
        credential = bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        data = self._authenticator_data(ask["rp"]["id"], HAS_KEY) + credential
        client = self._client_data("webauthn.create", ask["challenge"])
        return self._posted(
            {
                "clientDataJSON": websafe_encode(client),
                "attestationObject": websafe_encode(cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})),
            }
        )

    def get(self, options: dict) -> str:
        """The answer to "show this key"."""
        ask = options["publicKey"]
        data = self._authenticator_data(ask["rpId"], 0)
        client = self._client_data("webauthn.get", ask["challenge"])
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._posted(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": self.handle,
            }
        )

    def _authenticator_data(self, host: str, more: int) -> bytes:
        flags = PRESENT | more | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + struct.pack(">I", 1)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _posted(self, response: dict) -> str:
        return json.dumps(
            {
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {"credProps": {"rk": self.passwordless}},
            }
        )
