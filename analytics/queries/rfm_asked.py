"""What an address asks of recency, frequency and money, for the page, the API and the file alike."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from analytics.domain import rfm
from analytics.domain.periods import BadPeriod, parse
from analytics.domain.rfm import Ask, BadAsk
from kernel import clock
from kernel.problems import Refused

STEPS, STEP = 6, timedelta(days=30)
HALF_YEAR = STEPS * STEP


def asked(params: Mapping[str, str], zone: str) -> tuple[Ask, datetime]:
    """The question, and as of when: the end of the day `until` in `zone`, at most now. Refused with the field that cannot be."""
    now = clock.now()
    try:
        period = parse("", params.get("until", ""), now.astimezone(ZoneInfo(zone)).date(), zone)
        return rfm.parse(params), min(period.until, now)
    except BadPeriod as error:
        raise Refused(error.detail, field="until") from error
    except BadAsk as error:
        raise Refused(error.detail, field=error.field) from error


def instants(at: datetime) -> list[datetime]:
    """Half a year in steps of thirty days, oldest first, ending at `at`."""
    return [at - STEP * n for n in range(STEPS, -1, -1)]
