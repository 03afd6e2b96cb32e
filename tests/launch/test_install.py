"""Installing: skipped while nothing changed, from locks that name no host, with one sentence when it cannot go on."""

import gettext
import json
import re
import tomllib
from pathlib import Path

import pytest

from launch import browser, install, lock, messages, node, sdks, stamp
from launch.console import ROOT, Refusal, must

PO = """msgid ""
msgstr ""
"Language: zh_Hans\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "Lead"
msgstr "线索"

msgid "%(n)s lead"
msgid_plural "%(n)s leads"
msgstr[0] "%(n)s 条线索"
"""
LOCKS = (lock.DEVELOPMENT, lock.PRODUCTION, lock.NODE, sdks.LOCK)


def pins(path: Path) -> dict[str, str]:
    """Package and version of each entry."""
    lines = [line for line in path.read_text().splitlines() if not line.startswith(" ")]
    return {name: rest.split(" ")[0] for name, _, rest in (line.partition("==") for line in lines)}


def test_a_stamp_is_fresh_until_a_file_changes(tmp_path: Path) -> None:
    one, mark = tmp_path / "one", tmp_path / "mark"
    one.write_text("a")
    assert not stamp.is_fresh(mark, one)
    stamp.write(mark, one)
    assert stamp.is_fresh(mark, one)
    one.write_text("b")
    assert not stamp.is_fresh(mark, one)


def test_packages_are_installed_once_for_a_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = tmp_path / "calls"
    for name in ("python", "uv"):
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f'#!/bin/sh\necho "$@" >> {calls}\n')
        program.chmod(0o755)
    requirements = tmp_path / "some.lock"
    requirements.write_text("one==1\n")
    monkeypatch.setattr(install, "STAMP", tmp_path / "mark")
    monkeypatch.setattr(install, "executable", lambda name: tmp_path / "bin" / name)
    for _ in range(2):
        install.python_packages(requirements)
    assert len(calls.read_text().splitlines()) == 1
    assert calls.read_text().rstrip().endswith(f"--require-hashes {requirements}")
    requirements.write_text("one==2\n")
    install.python_packages(requirements)
    assert len(calls.read_text().splitlines()) == 2


def test_a_failing_step_is_one_sentence_with_its_mend() -> None:
    with pytest.raises(Refusal, match=r"^It did not work: mend it\. \(it ended with 1\)$"):
        must(["false"], "It did not work: mend it.")
    with pytest.raises(Refusal, match=r"^It did not work: mend it\. \(.*No such file"):
        must(["/no/such/program"], "It did not work: mend it.")


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_host_and_hashes_everything(path: Path) -> None:
    text = path.read_text()
    assert lock.places(text) == []
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
    assert len(blocks) == len(pins(path))


@pytest.mark.parametrize("line", ["--index-url https://host/simple", "-f /opt/wheels", "one @ file:///opt/one.whl", "--find-links x"])
def test_a_place_in_a_lock_is_found(line: str) -> None:
    assert lock.places(f"two==2 \\\n    --hash=sha256:00\n{line}\n") != []


def test_the_deployment_gets_the_very_same_versions_and_no_test_tools() -> None:
    everything, deployed = pins(lock.DEVELOPMENT), pins(lock.PRODUCTION)
    assert {name: everything[name] for name in deployed} == deployed
    assert {"pytest", "ruff", "mypy", "playwright"} & set(deployed) == set()


def test_the_lock_has_every_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    declared = [*project["project"]["dependencies"], *(each for group in lock.GROUPS for each in project["dependency-groups"][group])]
    names = {re.match(r"[A-Za-z0-9-]+", each)[0] for each in declared}  # type: ignore[index]
    assert names - set(pins(lock.DEVELOPMENT)) == set()


@pytest.mark.parametrize("path", [ROOT / "package-lock.json", sdks.NODE_LOCKS[1]], ids=["front end", "SDKs"])
def test_the_npm_lock_names_no_host(path: Path) -> None:
    text = path.read_text()
    assert '"resolved"' not in text
    assert text.count('"integrity"') == len(list(filter(None, json.loads(text)["packages"])))


def test_translations_are_compiled_when_newer(tmp_path: Path) -> None:
    folder = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    po = folder / "django.po"
    po.write_text(PO)
    assert messages.catalogues(tmp_path) == [po]
    assert [messages.compile_one(po), messages.compile_one(po)] == [True, False]
    with (folder / "django.mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)
    assert catalogue.gettext("Lead") == "线索"
    assert catalogue.ngettext("%(n)s lead", "%(n)s leads", 2) == "%(n)s 条线索"


def test_a_broken_catalogue_is_named(tmp_path: Path) -> None:
    po = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(PO + '\nmsgid "unfinished\n')
    with pytest.raises(Refusal, match=r"django\.po is not a valid catalogue"):
        messages.compile_one(po)


def test_an_old_node_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, says in (("node", "v16.20.0"), ("npm", "8.0.0")):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {says}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert node.major(str(tmp_path / "node")) == 16
    wheel = node.Node(tmp_path / "wheel", [])
    monkeypatch.setattr(node, "from_wheel", lambda: wheel)
    assert node.find() == wheel


def test_the_browser_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path))
    assert browser.find() == tmp_path
