"""`python -m launch messages`: compile the translations (.po to .mo) where they changed, without GNU gettext."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from launch.console import ROOT, Refusal, refusing, say

FOLDERS = ("locale", "*/locale")


@refusing
def main(arguments: list[str]) -> int:
    """Compile each catalogue that is newer than its result."""
    for catalogue in catalogues(ROOT):
        if compile_one(catalogue):
            say(f"compiled {catalogue.relative_to(ROOT)}")
    return 0


def catalogues(root: Path) -> list[Path]:
    """Every .po file of the product."""
    return sorted(po for folder in FOLDERS for po in root.glob(f"{folder}/*/LC_MESSAGES/*.po"))


def compile_one(po: Path) -> bool:
    """Whether there was something to do."""
    mo = po.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
        return False
    try:
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parent.parent.name, abort_invalid=True)
    except Exception as error:
        raise Refusal(f"{po} is not a valid catalogue: {error}") from error
    beside = mo.with_suffix(".mo.new")
    with beside.open("wb") as out:
        write_mo(out, catalogue)
    beside.replace(mo)
    return True
