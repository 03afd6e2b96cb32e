"""What a product is, read and checked (F030). Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

SKU = re.compile(r"[^\s;,\x00-\x1f\x7f]{1,60}")
MOST_PATHS, LONGEST_PATH = 20, 200
WILD = re.compile(r"[%_\\]")
# How long a look at a product is an interest in it, unless somebody asks otherwise.
DAYS, LONGEST = 365, 3_660


def gettext_noop(text: str) -> str:
    """Mark `text` for the translators: domain knows no Django."""
    return text


_ = gettext_noop


class BadProduct(ValueError):
    """What cannot be: `field` is sku, name or paths; English `text` with named `parts`, translated where it is shown."""

    def __init__(self, field: str, text: str, **parts: object) -> None:
        super().__init__(text % parts if parts else text)
        self.field, self.text, self.parts = field, text, parts


@dataclass(frozen=True)
class Wanted:
    sku: str
    name: str
    paths: tuple[str, ...] = ()


def read(sku: str, name: str, paths: Sequence[str]) -> Wanted:
    """A product as it may be kept. Raises BadProduct with the mend."""
    sku, name = sku.strip(), " ".join(name.split())
    if not SKU.fullmatch(sku):
        raise BadProduct("sku", _("Give the product a number of 1 to 60 characters, without blanks, commas and semicolons."))
    if not 0 < len(name) <= 120 or not name.isprintable():
        raise BadProduct("name", _("Name the product, in up to 120 characters."))
    tidy = tuple(dict.fromkeys(path.strip() for path in paths if path.strip()))
    if len(tidy) > MOST_PATHS:
        raise BadProduct("paths", _("Give at most %(most)s pages."), most=MOST_PATHS)
    for path in tidy:
        if not path.startswith(("/", "*")) or len(path) > LONGEST_PATH or not path.isprintable():
            raise BadProduct("paths", _("“%(path)s” is no page: give a path such as /products/l380 or /l380/*."), path=path[:60])
        if not path.strip("/*"):
            raise BadProduct("paths", _("“%(path)s” is every page: then everybody is interested."), path=path)
    return Wanted(sku, name, tidy)


def like(path: str) -> str:
    """A path with * as a pattern of LIKE."""
    return WILD.sub(r"\\\g<0>", path).replace("*", "%")
