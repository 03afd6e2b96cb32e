"""The folder of one instance."""

import stat
from pathlib import Path

from launch.instance import Instance


def test_the_demo_is_told_to_others_only_while_it_answers(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "state", 1)
    instance.conceal()
    instance.seeded.write_text('{"url": "here"}')
    assert not instance.demo.exists()
    instance.reveal()
    assert (instance.demo.read_text(), stat.S_IMODE(instance.demo.stat().st_mode)) == ('{"url": "here"}', 0o600)
    again = Instance(tmp_path / "state", 1)
    again.conceal()
    assert (again.demo.exists(), again.seeded.read_text()) == (False, '{"url": "here"}')
    again.reveal()
    again.reveal()
    assert sorted(path.name for path in again.state.glob("*.json")) == ["demo.json", "seed.json"]
