"""The cache, which may vanish: every fault is a miss, because losing all of Valkey loses nothing."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis import RedisError

log = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache whose reads miss and whose writes are skipped while the server is away."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except (RedisError, OSError) as error:
            log.warning("Cache read failed: %s", error)
            return default

    def set(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().set(*args, **kwargs)
        except (RedisError, OSError) as error:
            log.warning("Cache write failed: %s", error)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        try:
            return bool(super().add(*args, **kwargs))
        except (RedisError, OSError) as error:
            log.warning("Cache write failed: %s", error)
            return True

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        try:
            return bool(super().delete(*args, **kwargs))
        except (RedisError, OSError) as error:
            log.warning("Cache delete failed: %s", error)
            return False
