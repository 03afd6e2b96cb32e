"""What we lend to earlier apps: which of our rows are somebody's. The record and its leads stay, without a word, so that reports count."""

from django.utils.translation import gettext_lazy as _

from kernel.personal import Holding, mentioned_in, mentions, register, without, without_deep, without_each, without_in
from leads.domain import footprints
from leads.domain.footprints import Footprint

OF_PEOPLE, OF_LEADS = "x.person_id = ANY(%(people)s::uuid[])", "x.lead_id = ANY(%(leads)s::uuid[])"
# A source that others came by too tells nothing of the one who is gone.
SHARED_SOURCE = """CASE WHEN EXISTS (
    SELECT 1 FROM leads_person o WHERE o.workspace_id = %(workspace_id)s AND o.first_source = x.first_source
      AND o.id <> ALL(%(people)s::uuid[])) THEN x.first_source ELSE '' END"""
EMPTY = (
    "name", "email", "phone", "title", "persona", "company_name", "industry", "country", "language", "search_intent", "landing_page",
    "email_reach", "phone_reach",
)  # fmt: skip
NOTHING = "'{}'::jsonb"
# A number or address that somebody else has as well stays proven for them.
PROVEN_OF = """(x.value = ANY(%(addresses)s) OR x.value IN (
    SELECT i.value FROM leads_identifier i WHERE i.workspace_id = %(workspace_id)s AND i.person_id = ANY(%(people)s::uuid[])
    UNION SELECT p.phone FROM leads_person p WHERE p.workspace_id = %(workspace_id)s AND p.id = ANY(%(people)s::uuid[]) AND p.phone <> ''))
    AND NOT EXISTS (SELECT 1 FROM leads_person o WHERE o.workspace_id = %(workspace_id)s AND o.id <> ALL(%(people)s::uuid[])
                    AND (o.email = x.value OR o.phone = x.value))"""
# What others told, where it may speak of somebody else.
SPOKEN, VALUES = ("name", "title", "company_name", "industry", "search_intent", "landing_page"), ("attributes", "first_touch", "last_touch")
OF_FIRM, WORDS = ("name", "industry", "plan", "blacklist_reason"), ("value", "said", "refused", "by")
# Names are told apart by their lines, should two of them become one.
SAVED = {
    **without("description"),
    **without_deep("filters", '{"q": ["…"]}'),
    **without_deep("tree", "{}"),
    "name": f"CASE WHEN {mentions('x.name')} THEN left({without('name')['name']}, 110) || ' ' || left(x.line_id::text, 8) ELSE x.name END",
}

register(
    Holding("leads_segmenttouch", OF_LEADS),
    Holding("leads_segmentstay", OF_LEADS),
    Holding("leads_segmentstanding", OF_LEADS),
    Holding("leads_importmark", OF_PEOPLE),
    Holding(
        "leads_importmark",
        f"x.person_id <> ALL(%(people)s::uuid[]) AND {mentioned_in('before', 'after')}",
        without_in("before", "after"),
        shared=True,
    ),
    Holding("leads_importrefusal", mentioned_in("cells", "column", "reason"), shared=True),
    Holding(
        "leads_importjob",
        f"{mentions('x.text')} OR {mentioned_in('name', 'header')}",
        {
            **without_each("header"),  # of a file that has none, the first person
            "text": "''",
            "file": "''::bytea",
            "name": "'import.csv'",
            "state": "CASE WHEN x.state = 'done' THEN 'done' ELSE 'failed' END",
        },
        shared=True,
    ),
    Holding("leads_placement", mentioned_in("reason", "link"), without("reason", "link"), shared=True),
    Holding("leads_company", mentioned_in(*OF_FIRM), without(*OF_FIRM), shared=True),
    Holding("leads_firmword", mentioned_in(*WORDS), without(*WORDS), shared=True),
    Holding("leads_firmword", mentioned_in("had"), {"had": "NULL"}, shared=True),
    Holding("leads_accountbatch", mentioned_in("aim"), without_in("aim"), shared=True),
    Holding("leads_movebatch", mentioned_in("note"), without("note"), shared=True),
    # A filter may name them by address.
    Holding("leads_movebatch", mentioned_in("filters"), {"filters": NOTHING}, shared=True),
    # By what is left of a saved question nobody is found.
    Holding("leads_segment", mentioned_in("name", "description", "filters", "tree"), SAVED, shared=True),
    Holding("leads_qualification", OF_LEADS),
    Holding(
        "leads_qualification",
        f"x.lead_id <> ALL(%(leads)s::uuid[]) AND {mentioned_in('note', 'source')}",
        without("note", "source"),
        shared=True,
    ),
    Holding("leads_stagevisit", OF_LEADS, {"note": "''"}),
    Holding("leads_stagevisit", f"x.lead_id <> ALL(%(leads)s::uuid[]) AND {mentioned_in('note')}", without("note"), shared=True),
    Holding(
        "leads_person",
        f"x.id <> ALL(%(people)s::uuid[]) AND {mentioned_in(*SPOKEN, *VALUES)}",
        {**without(*SPOKEN), **without_in(*VALUES)},
        shared=True,
    ),
    Holding(
        "leads_lead",
        "x.id = ANY(%(leads)s::uuid[])",
        {
            "flags": "'[]'::jsonb",
            "closed_at": "coalesce(x.closed_at, %(now)s)",
            "closed_reason": "'erased'",
            "owner_id": "NULL",
        },
    ),
    Holding(
        "leads_snapshot",
        "x.id = ANY(%(leads)s::uuid[])",
        {
            "fit": "0",
            "interest_sign": "0",
            "interest_log": "NULL",
            "rank_key": "NULL",
            "falls_at": "NULL",
            "fading": "NULL",
            "breaks_at": "NULL",
            "silent_at": "NULL",
        },
    ),
    Holding("leads_duplicate", "x.one_id = ANY(%(people)s::uuid[]) OR x.other_id = ANY(%(people)s::uuid[])", {"evidence": "'[]'::jsonb"}),
    Holding("leads_pastjob", OF_PEOPLE),
    Holding("leads_duplicatecheck", "x.id = ANY(%(people)s::uuid[])"),
    Holding("leads_personmerge", "x.winner_id = ANY(%(people)s::uuid[]) OR x.loser_id = ANY(%(people)s::uuid[])", {"moved": NOTHING}),
    # Before the identifiers and the person, by which it is found.
    Holding("leads_contactproof", PROVEN_OF),
    Holding("leads_identifier", OF_PEOPLE),
    Holding("leads_gram", OF_PEOPLE, key=""),
    Holding(
        "leads_person",
        "x.id = ANY(%(people)s::uuid[])",
        {
            **dict.fromkeys(EMPTY, "''"),
            "contactability": "0",
            "company_id": "NULL",
            "attributes": NOTHING,
            "first_touch": NOTHING,
            "last_touch": NOTHING,
            "first_source": SHARED_SOURCE,
            "known_at": "NULL",
        },
    ),
)
# Of a file that stands, whatever it did: it names them. Once it is taken back as well they go (leads.actions.import_undo).
OTHER_FILE = """f.job_id <> m.job_id
    AND EXISTS (SELECT 1 FROM leads_importjob o WHERE o.workspace_id = f.workspace_id AND o.id = f.job_id AND o.state <> 'undone')"""
# Somebody put them there; what conditions say follows from the file.
ON_A_LIST = """f.inside AND EXISTS (SELECT 1 FROM leads_segment s WHERE s.workspace_id = f.workspace_id AND s.line_id = f.line_id
    AND s.kind = 'list' AND s.archived_at IS NULL)"""
footprints.register(
    Footprint("tracking_visitor", "person", why="active", told=_("was on the website since")),
    Footprint(
        "leads_qualification",
        why="asked",
        told=_("was asked about budget, authority, need or time"),
        where="f.value <> ''",
    ),
    Footprint("leads_segmenttouch"),
    Footprint("leads_segmentstay"),
    Footprint("leads_segmentstanding", why="listed", told=_("is on a list"), where=ON_A_LIST),
    Footprint("leads_lead", column="id", why="flagged", told=_("was flagged"), where="f.flags <> '[]'"),
    # Moves of its own and those that scoring makes of it follow from the file.
    Footprint("leads_stagevisit", why="moved", told=_("moved on since"), where="f.actor_kind NOT IN ('system', 'import')"),
    Footprint("leads_personmerge", "person", "winner_id", why="merged", told=_("was merged with somebody")),
    Footprint("leads_personmerge", "person", "loser_id", why="merged", told=_("was merged with somebody")),
    Footprint("leads_person", "person", "merged_into_id", why="merged", told=_("was merged with somebody")),
    Footprint("leads_importmark", "person", why="other_file", told=_("is in another file too"), where=OTHER_FILE),
    Footprint("leads_snapshot", column="id"),
    Footprint("leads_lead", "person", why="episode", told=_("has another episode"), where="f.id <> m.lead_id"),
    Footprint("leads_duplicatecheck", "person", "id"),
    Footprint("leads_duplicate", "person", "one_id"),
    Footprint("leads_duplicate", "person", "other_id"),
    Footprint("leads_identifier", "person"),
    Footprint("leads_gram", "person"),
    Footprint("leads_person", "company", why="people", told=_("has people")),
    Footprint("leads_pastjob"),
    Footprint("leads_pastjob", column="next_lead_id"),
    Footprint("leads_pastjob", "person"),
    Footprint("leads_pastjob", "company", why="people", told=_("has people")),
    # What files said of a company goes with it; what anybody else said keeps it.
    Footprint("leads_firmword", "company", why="said", told=_("was described by somebody"), where="f.source <> 'file'"),
    Footprint("leads_placement", "company", why="placed", told=_("stands in the matrix")),
)
