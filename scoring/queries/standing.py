"""Which entries of the ledger still count: SQL conditions over alias `e`, all of leads that are fixed by the query around them.

Corrections are entries too: a reversal takes back an entry, and the reversal of a reversal gives it back. What a merge took back or a
merge undone gave back, and what was a bot's for a while, stands at the instant of what it corrects, so such pairs can be left out of
every sum: the sums are the same, to the last digit, as if the merge or the doubt had never been.

Merges and doubts do not know of each other: an entry may be taken back by either or both, and counts when neither stands.
"""

# Who somebody is (scoring.domain.fit): judged again wherever it changes, and not earned by doing.
OF_FIT = "left(e.rule, 4) = 'fit:'"
# Not taken back, or taken back by a reversal that was itself taken back.
STANDS = """NOT EXISTS (
    SELECT 1 FROM scoring_ledgerentry r WHERE r.workspace_id = %(workspace_id)s AND r.lead_id = e.lead_id AND r.reverses_id = e.id
      AND NOT EXISTS (
        SELECT 1 FROM scoring_ledgerentry x WHERE x.workspace_id = %(workspace_id)s AND x.lead_id = e.lead_id AND x.reverses_id = r.id))"""
# The same, but a bot's entries stand too: merges move them along with their marks (scoring.actions.disown).
STANDS_APART = """NOT EXISTS (
    SELECT 1 FROM scoring_ledgerentry r WHERE r.workspace_id = %(workspace_id)s AND r.lead_id = e.lead_id AND r.reverses_id = e.id
      AND left(r.effect_key, 9) <> 'disowned:' AND NOT EXISTS (
        SELECT 1 FROM scoring_ledgerentry x WHERE x.workspace_id = %(workspace_id)s AND x.lead_id = e.lead_id AND x.reverses_id = r.id))"""
# The same for marks of rules that count once (scoring.actions.once): who is told which of them stand decides about the marks anew.
STANDS_ONCE = STANDS_APART.replace("left(r.effect_key, 9) <> 'disowned:'", "left(r.effect_key, 8) <> 'surplus:'")
MOVED = (
    "(left({alias}.effect_key, 8) IN ('reowned:', 'unjoined', 'disowned', 'surplus:', 'counted:')"
    " OR left({alias}.effect_key, 7) = 'joined:')"
)
# Neither a correction of a merge, a doubt or a rule that counts once nor taken back by one.
COUNTS = f"""(NOT {MOVED.format(alias="e")} AND NOT EXISTS (
    SELECT 1 FROM scoring_ledgerentry r WHERE r.workspace_id = %(workspace_id)s AND r.lead_id = e.lead_id AND r.reverses_id = e.id
      AND {MOVED.format(alias="r")} AND NOT EXISTS (
        SELECT 1 FROM scoring_ledgerentry x WHERE x.workspace_id = %(workspace_id)s AND x.lead_id = e.lead_id AND x.reverses_id = r.id)))"""
