"""Refusals and reasons are said in Chinese on Chinese pages: every sentence that the code can make is known; elsewhere it stays."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from scoring.domain.default_pack import DEFAULT
from scoring.domain.prediction import metric_of
from scoring.domain.rulebook import BadRules, parse, plain
from scoring.queries import said

SCORING = Path(said.__file__).parents[1]
RAISES = {"Refused", "Problem", "Wrong", "BadSettings"}
# Sentences that are told as a value and not where they are raised.
TOLD = {"detail", "reason", "REASON", "AGAIN", "JOINED"}
LATIN = re.compile(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")


def texts(node: ast.expr | None) -> Iterator[str]:
    """The sentences of an expression, with 7 for what differs."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(each.value) if isinstance(each, ast.Constant) else "7" for each in node.values)
    elif isinstance(node, ast.IfExp):
        yield from (*texts(node.body), *texts(node.orelse))
    elif isinstance(node, ast.Tuple):
        for each in node.elts:
            yield from texts(each)


def sentences(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISES:
            yield from (text for each in node.args for text in texts(each))
        elif isinstance(node, ast.Yield | ast.Return):
            yield from (text for text in texts(node.value) if text.endswith("."))
        elif isinstance(node, ast.Assign | ast.keyword) and _name(node) in TOLD:
            yield from texts(node.value)


def _name(node: ast.Assign | ast.keyword) -> str:
    return getattr(node.targets[0], "id", "") if isinstance(node, ast.Assign) else node.arg or ""


def every() -> dict[str, str]:
    """Sentence → where it is made."""
    rooms = [path for room in ("actions", "domain") for path in sorted((SCORING / room).glob("*.py"))]
    return {text: path.name for path in (*rooms, SCORING / "queries" / "tag_batches.py") for text in sentences(path) if " " in text}


def test_each_sentence_that_the_code_can_make_is_known_in_chinese() -> None:
    found = every()
    assert len(found) > 90
    with translation.override("zh-hans"):
        unknown = [f"{where}: {text}" for text, where in found.items() if text in (said.detail(text),) and said.reason(text) == text]
    assert unknown == []
    with translation.override("en"):
        assert [text for text in found if said.detail(text) != text or said.reason(text) != text] == []


def test_all_problems_of_a_rulebook_are_said() -> None:
    wrong = plain(DEFAULT) | {"margin": 90, "grades": {"a": 1, "b": 2, "c": 3}}
    with pytest.raises(BadRules) as error:
        parse(wrong)
    told = f"{error.value.problems[0].detail} (2 problems: {error.value})"
    with translation.override("zh-hans"):
        assert said.detail(told) == (
            "差距必须小于阈值。（共 2 处问题：margin: 差距必须小于阈值。; grades: A 所需的分不少于 B，B 不少于 C。）"
        )


@pytest.mark.parametrize("changes", [{"threshold": "many"}, {"threshold": -1}, {"events": [{"event": "x"}]}, {"flavour": 1}, {"fit": [
    {"name": "Big", "label": "", "field": "title", "points": 1}]}])  # fmt: skip
def test_what_the_decoder_refuses_is_said(changes: dict[str, object]) -> None:
    with pytest.raises(BadRules) as error:
        parse(plain(DEFAULT) | changes)
    with translation.override("zh-hans"):
        assert not LATIN.search(said.detail(error.value.problems[0].detail))


@pytest.mark.parametrize(("english", "chinese"), [
    ("Returned by sales (2)", "被销售退回（第 2 次）"),
    ("Valued anew: Capped at 12 in 3 days: Downloaded an asset", "重新估值：3 天内封顶 12：下载资料"),
    ("Price page: /pricing", "价格页: /pricing"),
    ("The yes of marketing and sales is missing: both sides approve the same rules.", "缺少市场和销售的批准：双方须批准同一份规则。"),
    ("Capped at 40: behaviour", "封顶 40：行为"),
    ("Give one of a, b.", "请选择其中之一：a, b。"),
    ("Our own words", "Our own words"),
])  # fmt: skip
def test_sentences_within_sentences(english: str, chinese: str) -> None:
    with translation.override("zh-hans"):
        assert {said.reason(english), said.detail(english)} & {chinese} == {chinese}


def test_how_good_a_model_was_is_said_and_what_somebody_wrote_of_theirs_stays() -> None:
    ours = metric_of({"auc": 0.632, "leads": 3120, "judged_from": "2018-03-01T00:00", "judged_until": "2018-05-31T00:00"})
    with translation.override("zh-hans"):
        assert said.metric(ours) == "在之后的 3,120 条线索上 AUC 为 0.63（2018-03-01 – 2018-05-31）"
        assert said.metric("F1 0.7, by hand") == "F1 0.7, by hand"
