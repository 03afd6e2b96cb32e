"""Which pages a condition means: what their address contains, host or path, before what was asked along with it (pure).

A route behind # (`#/pricing`, `#!/pricing`) is a page of its own; a plain anchor is none, and neither is what follows a `?`. A text that
ends in WHOLE is a whole word: `/demo$` is in /demo, /demo/a and //demo.acme.com, not in /demographics.
"""

import re
import string

WHOLE = "$"
# As the database reads them too.
ANCHOR, ASKED, END = "#(?![/!]).*$", "[?][^#]*", "($|[/._#-])"
# Of an address `url`, the same as `bare`; most have no anchor.
BARE = f"""(CASE WHEN strpos({{url}}, '#') = 0 THEN split_part({{url}}, '?', 1)
    ELSE regexp_replace(regexp_replace({{url}}, '{ANCHOR}', ''), '{ASKED}', '', 'g') END)"""
_ANCHOR, _ASKED = re.compile(ANCHOR.replace("$", r"\Z"), re.DOTALL), re.compile(ASKED)
_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def bare(url: str) -> str:
    """The address of a page without anchor and without what was asked."""
    return _ASKED.sub("", _ANCHOR.sub("", url))


def pattern(page: str) -> str:
    """A regular expression, for the database as for us, of a text that ends in WHOLE; "" for one that may go on as it likes."""
    return re.escape(page.removesuffix(WHOLE).translate(_SMALL)) + END if page.endswith(WHOLE) else ""


def is_on(page: str, url: str) -> bool:
    """Whether the address contains the text; A to Z without case, as the database has it in its collation C."""
    address = bare(url).translate(_SMALL)
    if whole := pattern(page):
        return re.search(whole.replace(END, END.replace("$", r"\Z")), address) is not None
    return page.translate(_SMALL) in address


def is_looked_at(page: str) -> bool:
    """Whether any address can contain the text: not one of what was asked or of an anchor."""
    return page not in ("", WHOLE) and bare(page) == page
