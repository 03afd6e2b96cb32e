"""Whom do these words mean? Both ways of looking, by a rare pair and in the texts, find the same people."""

from datetime import datetime

import pytest

from leads.actions.people import create_lead
from leads.queries import leads, text_search
from tests.cast import Cast, as_actor

PEOPLE = (
    {"name": "Lena Fischer", "email": "lena@fischer.example", "company": "Fischer & Söhne"},
    {"name": "Élodie Person", "email": "e.person@acme.example"},
    {"name": "王小明", "phone": "+8613800138000"},
    {"name": "Per So", "email": "on_100%@acme.example", "company": "Sonper"},
)
MEANT = {
    "person": ["Élodie Person"], "PERSON acme": ["Élodie Person"], "fischer": ["Lena Fischer"], "son": ["Per So", "Élodie Person"],
    "son söhne": [], "söhne": ["Lena Fischer"], "138001": ["王小明"], "小明": ["王小明"], "明": ["王小明"], "f": ["Lena Fischer"],
    "100%": ["Per So"], "n_1": ["Per So"], "nobody": [], "perso": ["Élodie Person"], "acme.example": ["Per So", "Élodie Person"],
}  # fmt: skip


@pytest.mark.parametrize("rare", [5_000, 0])
def test_words_mean_whoever_has_all_of_them(acme: Cast, noon: datetime, monkeypatch: pytest.MonkeyPatch, rare: int) -> None:
    monkeypatch.setattr(text_search, "RARE", rare)
    for fields in PEOPLE:
        create_lead(fields, as_actor(acme.mara))
    found = {words: sorted(lead.person.name for lead in leads.search({"q": [words]}, now=noon)) for words in MEANT}
    assert found == MEANT
