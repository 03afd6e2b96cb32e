"""Question: whom do these words mean? Every word stands in the name, e-mail address, phone number or company.

A long word is looked for in the texts themselves. Where one of its pairs of characters is rare, the index of pairs leads to the few who
have it; of one whose pairs nearly everybody has, the texts are read at once: for each pair to be looked up first cost more than all of it.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import StrIndex, Upper
from django.db.models.lookups import GreaterThan

from kernel import sql
from kernel.reading import asked_once
from leads.domain import grams
from leads.models import LeadGram

WORDS, PAIRS = 8, 12
# Up to so many people are looked up one by one.
RARE = 5_000
TEXTS = ("name", "email", "phone", "company_name")
HELD = """
SELECT g.gram, (SELECT count(*) FROM (
    SELECT 1 FROM leads_gram x WHERE x.workspace_id = %(workspace_id)s AND x.gram = g.gram LIMIT %(most)s) held)
FROM unnest(%(grams)s::text[]) AS g(gram)
"""


def search(text: str, now: datetime) -> Q:
    """The condition over Lead."""
    whole = Q()
    words = grams.words(text)[:WORDS]
    held = _held(_pairs(words))
    for word in words:
        pairs = grams.of_query(word)[:PAIRS]
        if _is_long(word):
            rarest = min(pairs, key=lambda pair: held[pair])
            whole &= (_has(rarest) if held[rarest] <= RARE else Q()) & _holds(word)
            continue
        for pair in pairs:
            whole &= _has(pair)
        if grams.is_initial(word):
            whole &= Q(Exists(LeadGram.objects.filter(gram__gte=word, gram__lt=word + "\U0010fffd", person_id=OuterRef("person_id"))))
    return whole


def reads_every_text(text: str) -> bool:
    """Whether nothing rare leads to those whom these words mean: to count them takes as long as to read everybody."""
    words = grams.words(text)[:WORDS]
    held = _held(_pairs(words))
    return bool(words) and all(_is_long(word) and min(held[pair] for pair in grams.of_query(word)[:PAIRS]) > RARE for word in words)


def _pairs(words: list[str]) -> frozenset[str]:
    return frozenset(pair for word in words if _is_long(word) for pair in grams.of_query(word)[:PAIRS])


def _is_long(word: str) -> bool:
    return word.isascii() and len(word) > 2


@asked_once
def _held(pairs: frozenset[str]) -> dict[str, int]:
    """Pair → how many people have it, counted to one more than is rare."""
    return dict(sql.tuples(HELD, grams=sorted(pairs), most=RARE + 1)) if pairs else {}


def _has(pair: str) -> Q:
    return Q(Exists(LeadGram.objects.filter(gram=pair, person_id=OuterRef("person_id"))))


def _holds(word: str) -> Q:
    """One of the texts holds the word. Asked by its place and not by LIKE, which the planner believes to be true of next to nobody."""
    found = Q()
    for name in TEXTS:
        found |= Q(GreaterThan(StrIndex(Upper(f"person__{name}"), Upper(Value(word))), 0))
    return found
