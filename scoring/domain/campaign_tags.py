"""What a campaign or a searched word is to say so that a tag is given (F015; pure)."""

from dataclasses import dataclass

from scoring.enums import CameBy, Likeness

LONGEST = 200


class BadRule(ValueError):
    """What cannot be: `field` is field, likeness or value; the text is English, translated where it is shown."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field, self.text = field, text


def gettext_noop(text: str) -> str:
    """Mark `text` for the translators: domain knows no Django."""
    return text


_ = gettext_noop


@dataclass(frozen=True)
class Wanted:
    field: str
    likeness: str
    value: str


def read(field: str, likeness: str, value: str) -> Wanted:
    """A rule as it may be kept. Raises BadRule with the mend."""
    if field not in CameBy.values:
        raise BadRule("field", _("Choose source, medium, campaign, content or keyword."))
    if likeness not in Likeness.values:
        raise BadRule("likeness", _("Choose whether it contains the text or is the text."))
    text = " ".join(value.split())
    if not 0 < len(text) <= LONGEST or not text.isprintable():
        raise BadRule("value", _("Give the text in 1 to 200 characters."))
    return Wanted(field, likeness, text)
