"""Every string of the product that is shown, as Django will look it up: from Python's own tree, from templates by Django's own reader."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

Message = str | tuple[str, str]
SINGLE, PLURAL = ("_", "gettext", "gettext_lazy", "gettext_noop"), ("ngettext", "ngettext_lazy")
TEXT = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
# What templatize makes of {% translate %} and {% blocktranslate %}; the rest of its output is blanks and no Python.
CALL = re.compile(rf"\b(?:_|gettext)\(({TEXT})\)|\bngettext\(({TEXT}),\s*({TEXT})")


def of_python(file: Path) -> Iterator[Message]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            texts = [each.value for each in node.args[:2] if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if node.func.id in SINGLE and len(texts) == len(node.args) == 1:
                yield texts[0]
            elif node.func.id in PLURAL and len(texts) == 2:
                yield texts[0], texts[1]


def of_template(file: Path) -> Iterator[Message]:
    from django.utils.translation.template import templatize  # noqa: PLC0415  (launch starts without Django)

    for single, one, many in CALL.findall(templatize(file.read_text(), origin=str(file))):
        yield ast.literal_eval(single) if single else (ast.literal_eval(one), ast.literal_eval(many))


def strings(root: Path, apps: tuple[str, ...]) -> dict[Message, Path]:
    """Each string with the first file that shows it; plurals as (one, many)."""
    found: dict[Message, Path] = {}
    for app in apps:
        for file in sorted((root / app).rglob("*.py")):
            for message in of_python(file):
                found.setdefault(message, file.relative_to(root))
    for file in sorted(path for path in (root / "templates").rglob("*") if path.is_file()):
        for message in of_template(file):
            found.setdefault(message, file.relative_to(root))
    return found
