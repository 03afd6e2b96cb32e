"""Country and company of an address, and whether machines sit there: from the operator's .mmdb files, the country else from the lists of
the registries. No network."""

import logging
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

import iptocc
import maxminddb
from django.conf import settings

from tracking.domain import networks

log = logging.getLogger(__name__)


class Databases:
    """The files named by GEO_DATABASE and COMPANY_DATABASE, opened when first asked; a file that cannot be read knows nothing."""

    def __init__(self) -> None:
        self.readers: dict[str, Any] = {}
        self.country = lru_cache(maxsize=20_000)(self._country)
        self.company = lru_cache(maxsize=20_000)(self._company)
        self.hosts = lru_cache(maxsize=20_000)(self._hosts)

    def forget(self) -> None:
        """Read the files anew."""
        self.readers.clear()
        self.country.cache_clear()
        self.company.cache_clear()
        self.hosts.cache_clear()

    def _country(self, ip: str) -> str:
        """Two letters, or ""."""
        if not ip_address(ip).is_global:
            return ""
        record = self._ask("GEO_DATABASE", ip)
        found = networks.country_of(record) if record else "" if settings.GEO_DATABASE else iptocc.country_code(ip)
        return found if found and len(found) == 2 else ""

    def _company(self, ip: str) -> str:
        """The organisation's name, or ""."""
        return networks.company_of(self._ask("COMPANY_DATABASE", ip) or {})

    def _hosts(self, ip: str) -> bool:
        return networks.is_hosts(self._ask("COMPANY_DATABASE", ip) or {})

    def _ask(self, setting: str, ip: str) -> dict[str, Any] | None:
        if setting not in self.readers:
            self.readers[setting] = _open(setting)
        reader = self.readers[setting]
        try:
            found = reader.get(ip) if reader else None
        except (ValueError, maxminddb.InvalidDatabaseError) as error:
            log.warning("%s does not answer for an address: %s", setting, error)
            return None
        return found if isinstance(found, dict) else None


def _open(setting: str) -> Any:
    path = getattr(settings, setting)
    if not path:
        return None
    try:
        return maxminddb.open_database(path)
    except (OSError, maxminddb.InvalidDatabaseError) as error:
        log.error("%s names a file that cannot be read: %s", setting, error)
        return None


DATABASES = Databases()
