"""How are passwords hashed?"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with OWASP's second profile: 19 MiB, two passes, one lane.

    Django's default takes 100 MiB and eight threads a sign-in, which lets a stranger exhaust a small server.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
