from tests.campaigns.conftest import post

__all__ = ["post"]
