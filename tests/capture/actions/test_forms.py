"""Every reason why a form cannot be published has its words, by REST and on the page."""

import ast
import inspect
from types import ModuleType

import pytest

from capture.actions import forms
from capture.actions.forms import WORDS, problems_of, publish_form, told
from capture.domain import conditions, content
from capture.domain.content import READ, TAG, Content, Field, Option
from capture.enums import FieldKind
from capture.models import Form
from capture.web.words import PROBLEMS, problem
from kernel.problems import Refused
from tests.cast import Cast, as_actor


def named(module: ModuleType) -> set[str]:
    """The codes that stand in a module: of what it calls a Problem, and of pairs (code, key) that it keeps."""
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Call) and node.args]
    said = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Problem"]
    pairs = [call.args[0] for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "append"]
    said += [pair.elts[0] for pair in pairs if isinstance(pair, ast.Tuple)]
    return {one.value for one in said if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def test_every_code_has_its_words_and_no_words_stand_without_a_code() -> None:
    codes = named(content) | named(conditions) | named(forms) | set(READ)
    assert {"read_kind", "when", "equals", "no_asset"} <= codes
    assert (set(WORDS), set(PROBLEMS)) == (codes, codes)


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("read_kind", Field("a", FieldKind.TEXTAREA, {"en": "A"}, maps="maturity")),
        ("tag", Field("a", FieldKind.TEXT, {"en": "A"}, maps=TAG)),
        ("long_tag", Field("a", FieldKind.SELECT, {"en": "A"}, maps=TAG, options=(Option("x" * 81),))),
        *[
            (target, Field("a", FieldKind.SELECT, {"en": "A"}, maps=target, options=(Option("?" * 200),)))
            for target in ("company_size", "company_industry", "company_country", "maturity")
        ],
    ],
)
def test_what_cannot_be_published_is_refused_and_said(acme: Cast, code: str, field: Field) -> None:
    asked = Content(title={"en": "T"}, fields=(field,))
    form = Form.objects.create(name="F")
    (found,) = problems_of(asked)
    with pytest.raises(Refused) as refused:
        publish_form(form=form, content=asked, actor=as_actor(acme.mara))
    assert (found.code, refused.value.code, refused.value.detail) == (code, code, told(found))
    assert ("“a”" in told(found), "“a”" in problem(found.code, found.field)) == (True, True)
