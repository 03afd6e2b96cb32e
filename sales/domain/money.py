"""Money in minor units: never a float. Pure."""

from decimal import Decimal, InvalidOperation

from babel.numbers import get_currency_precision, list_currencies

LARGEST = 10**17


def problem(value: object, currency: str) -> str:
    """What is wrong with this amount; "" when it can be kept exactly."""
    if currency not in list_currencies():
        return f"“{currency}” is no currency: use a code such as USD, EUR or CNY."
    try:
        amount = Decimal(str(value)).scaleb(get_currency_precision(currency))
    except InvalidOperation:
        return "Give the value as a number."
    if not amount.is_finite() or not 0 <= amount <= LARGEST:
        return "Give a value that is not negative and not beyond all measure."
    return "" if amount == amount.to_integral_value() else f"{currency} has no such small change: give fewer decimals."


def minor(value: object, currency: str) -> int:
    """12.5 EUR → 1250."""
    return int(Decimal(str(value)).scaleb(get_currency_precision(currency)))


def major(value_minor: int, currency: str) -> Decimal:
    """1250 EUR → 12.50."""
    return Decimal(value_minor).scaleb(-get_currency_precision(currency))
