"""Stage schemes: published in versions that never change, acknowledged by both sides."""

from dataclasses import replace
from typing import Any

import pytest

from kernel.audit import SYSTEM
from kernel.models import AuditEntry
from kernel.problems import Refused
from leads.actions.schemes import acknowledge, publish_scheme, read
from leads.domain.schemes import DEFAULTS, PingPong, plain
from leads.domain.tiers import Named
from leads.enums import SchemeName
from leads.models import StageDefinition, StageScheme
from leads.queries import schemes, stage_clocks, stages
from tests.cast import Cast, as_actor

NINE, SIX = SchemeName.NINE.value, SchemeName.SIX.value
BEGINNING = DEFAULTS[NINE]
MQL: dict[str, Any] = {"name": "Hot", "name_zh": "热线索", "sla_hours": 4, "owner_team": "Desk"}
HOT = replace(
    BEGINNING,
    stages=tuple(replace(one, **MQL) if one.key == "mql" else one for one in BEGINNING.stages),
    ping_pong=PingPong(3, 30),
    reasons=(*BEGINNING.reasons, Named("competitor", "Went to a competitor", "选了竞品")),
)  # fmt: skip


def test_a_version_stands_and_the_ones_before_it_stay(acme: Cast) -> None:
    mara = as_actor(acme.mara)
    assert (schemes.standing(NINE).version, schemes.standing(NINE).scheme) == (0, BEGINNING)
    publish_scheme(NINE, HOT, mara, seen=0)
    standing = schemes.standing(NINE)
    assert (standing.version, standing.scheme, standing.made_by) == (1, HOT, "Mara")
    publish_scheme(NINE, BEGINNING, as_actor(acme.olga), seen=1)
    assert [(row.version, row.made_by, read(NINE, row.scheme)) for row in schemes.versions(NINE)] == [
        (2, "Olga", BEGINNING),
        (1, "Mara", HOT),
    ]
    assert schemes.standing(SIX).version == 0
    assert AuditEntry.objects.filter(verb="stage_scheme.published").count() == 2


def test_what_is_published_holds_everywhere(acme: Cast) -> None:
    publish_scheme(NINE, HOT, SYSTEM)
    row = StageDefinition.objects.get(key="mql")
    assert (row.name, row.name_zh, row.sla_hours, row.phase, row.position) == ("Hot", "热线索", 4, "engage", 5)
    assert stages.names()["mql"] == "Hot"
    assert stage_clocks.promises() == {"mql": 4, "sql": 120}
    assert schemes.ping_pong() == PingPong(3, 30)
    assert list(schemes.reasons().items())[-1] == ("competitor", "Went to a competitor")
    publish_scheme(NINE, BEGINNING, SYSTEM)
    assert "competitor" not in schemes.reasons()
    assert schemes.reason_names()["competitor"] == "Went to a competitor"


def test_a_stale_or_empty_change_is_refused(acme: Cast) -> None:
    publish_scheme(NINE, HOT, SYSTEM)
    for scheme, seen, code in ((BEGINNING, 0, "changed"), (HOT, 1, "same")):
        with pytest.raises(Refused) as refused:
            publish_scheme(NINE, scheme, SYSTEM, seen)
        assert (refused.value.code, refused.value.status) == (code, 409)
    with pytest.raises(Refused) as refused:
        read(NINE, {**plain(NINE, HOT), "stages": []})
    assert refused.value.field == "stages"
    assert StageScheme.objects.count() == 1


def test_both_sides_acknowledge_each_version_anew(acme: Cast) -> None:
    mara, sam = as_actor(acme.mara), as_actor(acme.sam)
    acknowledge(NINE, 0, "marketing", mara)
    assert schemes.missing(NINE, 0) == ["sales"]
    assert acknowledge(NINE, 0, "sales", sam).by == "Sam"
    assert acknowledge(NINE, 0, "sales", as_actor(acme.sofia)).by == "Sam"
    assert schemes.missing(NINE, 0) == []
    publish_scheme(NINE, HOT, mara)
    assert (schemes.missing(NINE, 1), schemes.missing(SIX, 0)) == (["marketing", "sales"], ["marketing", "sales"])
    assert sorted(schemes.acknowledgements(NINE)[0]) == ["marketing", "sales"]
    assert AuditEntry.objects.filter(verb="stage_scheme.acknowledged").count() == 2


def test_who_cannot_acknowledge_is_told_why(acme: Cast) -> None:
    olga = as_actor(acme.olga)
    acknowledge(NINE, 0, "marketing", olga)
    for version, side, actor, code in ((0, "sales", olga, "same_person"), (0, "sales", SYSTEM, "not_a_person"), (0, "it", olga, "invalid")):
        with pytest.raises(Refused) as refused:
            acknowledge(NINE, version, side, actor)
        assert refused.value.code == code
    publish_scheme(NINE, HOT, olga)
    with pytest.raises(Refused) as refused:
        acknowledge(NINE, 0, "sales", as_actor(acme.sam))
    assert (refused.value.field, refused.value.status) == ("version", 409)
