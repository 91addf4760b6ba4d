"""Public ids: ten random characters for rows without a business reference."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def public_id() -> str:
    """Ten characters without look-alikes; it starts with a letter, so it is never a star."""
    return secrets.choice(ALPHABET[8:]) + "".join(secrets.choice(ALPHABET) for _ in range(9))
