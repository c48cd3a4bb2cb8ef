"""A cache that may be away: the portal slows down without it and never fails."""

import logging
from collections.abc import Callable
from typing import Any, cast

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def _forgiving(name: str, when_away: object) -> Callable[..., Any]:
    def method(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(super(ForgivingRedisCache, self), name)(*args, **kwargs)
        except (RedisError, OSError):
            log.warning("cache is away during %s", name)
            return args[1] if name == "get" and len(args) > 1 else kwargs.get("default", when_away)

    method.__name__ = name
    return method


class ForgivingRedisCache(RedisCache):
    """Redis cache whose reads miss and whose writes are dropped while Redis is away."""

    get = _forgiving("get", None)
    get_many = _forgiving("get_many", {})
    set = _forgiving("set", None)
    set_many = _forgiving("set_many", [])
    add = _forgiving("add", True)
    incr = _forgiving("incr", 1)
    touch = _forgiving("touch", False)
    delete = _forgiving("delete", False)
    delete_many = _forgiving("delete_many", None)
    has_key = _forgiving("has_key", False)
    clear = _forgiving("clear", False)

    def count(self, key: str, seconds: int) -> int:
        """Count one more and let the count lapse so long after the last one, in one round trip; 0 while Redis is away."""
        place = self.make_and_validate_key(key)
        try:
            together = self._cache.get_client(place, write=True).pipeline(transaction=False)
            together.incr(place)
            together.expire(place, seconds)
            return int(together.execute()[0])
        except (RedisError, OSError):
            log.warning("cache is away during count")
            return 0


def count(key: str, seconds: int) -> int:
    """How often this was counted under ``key``, with this time; 0 while the cache is away."""
    return cast(ForgivingRedisCache, caches["default"]).count(key, seconds)
