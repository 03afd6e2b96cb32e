"""`python -m launch secrets`: new secrets for a deployment, in the form of an .env file."""

import secrets

NAMES = ("SECRET_KEY", "POSTGRES_PASSWORD", "OWNER_PASSWORD", "APP_PASSWORD", "REDIS_PASSWORD")


def main(arguments: list[str]) -> int:
    """Print one line for each; letters and digits only, as they go into addresses and SQL."""
    for name in NAMES:
        print(f"{name}={secrets.token_hex(32)}")
    return 0
