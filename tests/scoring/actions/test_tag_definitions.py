"""Tags are defined, changed and read out of a file."""

import pytest

from kernel import audit, tenancy
from kernel.problems import Refused
from scoring.actions.tag_definitions import change_tag, import_tags
from scoring.actions.tags import define_tag
from scoring.models import Tag
from tests.scoring.people import Office

FILE = (
    "\ufeffname,kind,fading,lasts_days,cap,description,model_version,metric\n"
    "Trade fair,factual,step,90,,Met at a fair\n"
    "trade fair,,,30,,\n"
    "Broken,factual,linear,,,\n"
    ",factual,,,,\n"
    "Churn risk,predictive,,,1,,churn-3,AUC 0.81\n"
    "Gut feeling,predictive,,,1,,,\n"
)


def test_a_file_defines_changes_and_says_what_it_left_out(office: Office) -> None:
    with tenancy.scope(office.workspace.id):
        done = import_tags(FILE, audit.SYSTEM)
        assert (done.defined, done.changed, [line for line, _ in done.refused]) == (["Trade fair", "Churn risk"], ["Trade fair"], [4, 5, 7])
        fair, risk = Tag.objects.get(name="Trade fair"), Tag.objects.get(name="Churn risk")
        assert (fair.fading, fair.lasts_days, fair.description) == ("step", 30, "Met at a fair")
        assert (risk.kind, risk.cap, risk.owner_name) == ("predictive", 1.0, "Leadway")
        assert (risk.model_version, risk.metric) == ("churn-3", "AUC 0.81")
        assert "which model judges" in done.refused[-1][1]


def test_a_change_is_written_down_and_a_repeat_is_not(office: Office) -> None:
    with tenancy.scope(office.workspace.id):
        tag = define_tag("Key account", "factual", "", audit.SYSTEM)
        for _ in range(2):
            change_tag(tag, {"cap": "3", "description": "Ours"}, audit.SYSTEM)
        told = audit.AuditEntry.objects.filter(verb="tag.changed", target_id=str(tag.pk))
        assert [entry.changes for entry in told] == [{"cap": [None, 3.0], "description": ["", "Ours"]}]


def test_a_tag_becomes_predictive_only_with_its_model(office: Office) -> None:
    with tenancy.scope(office.workspace.id):
        tag = define_tag("Churn", "factual", "", audit.SYSTEM)
        with pytest.raises(Refused) as refused:
            change_tag(tag, {"kind": "predictive", "model_version": "churn-3"}, audit.SYSTEM)
        assert (refused.value.field, Tag.objects.get(name="Churn").kind) == ("metric", "factual")
        changed = change_tag(tag, {"kind": "predictive", "model_version": "churn-3", "metric": "AUC 0.81"}, audit.SYSTEM)
        assert (changed.kind, changed.metric) == ("predictive", "AUC 0.81")


def test_the_owner_is_who_defines_a_tag_until_another_is_named(office: Office) -> None:
    """F031: by hand and by a file; a file without the column leaves whoever it is."""
    with tenancy.scope(office.workspace.id):
        tag = define_tag("Fair", "factual", "", audit.SYSTEM)
        assert tag.owner_name == "Leadway"
        change_tag(tag, {"owner_name": " Mara "}, audit.SYSTEM)
        told = audit.AuditEntry.objects.get(verb="tag.changed", target_id=str(tag.pk))
        assert told.changes == {"owner_name": ["Leadway", "Mara"]}
        import_tags("name,description\nFair,Met at a fair\n", audit.SYSTEM)
        assert Tag.objects.get(name="Fair").owner_name == "Mara"
        import_tags("name,owner_name\nFair,Sofia\nExpo,Sam\n", audit.SYSTEM)
        assert set(Tag.objects.filter(name__in=("Fair", "Expo")).values_list("name", "owner_name")) == {("Fair", "Sofia"), ("Expo", "Sam")}
