-- What fits a step of a funnel, attempts step by step, and each person's best one. Braces are filled in by funnel_steps.py: the conditions
-- of the steps and what tells people apart; every value is a parameter.
WITH happened AS MATERIALIZED (
    SELECT v.person_id AS who, e.id, e.occurred_at AS at, ARRAY[{events}] AS fits, {split} AS split
    FROM tracking_event e
    JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.id = e.visitor_id
    JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = v.person_id AND p.merged_into_id IS NULL
    {sessions}
    WHERE e.workspace_id = %(workspace_id)s AND e.occurred_at >= %(since)s AND e.occurred_at < %(until)s + %(within)s AND NOT e.is_bot
      AND ({any_event})
    UNION ALL
    SELECT l.person_id, s.id, s.entered_at, ARRAY[{stages}], {split_of_stage}
    FROM leads_stagevisit s
    JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = s.lead_id
    JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id AND p.merged_into_id IS NULL
    WHERE s.workspace_id = %(workspace_id)s AND s.undone_at IS NULL AND s.stage = ANY(%(stages)s)
      AND s.entered_at >= %(since)s AND s.entered_at < %(until)s + %(within)s
), turned AS (
    -- In one order of everything: at one instant the earlier step comes first, so that a form that is seen and sent at once counts.
    SELECT who, at, place, id, fits, goes_on, lag(goes_on) OVER turn AS went_on, lead(goes_on) OVER turn AS will
    FROM (SELECT h.*, array_position(h.fits, true) AS place, true = ANY (h.fits[2:]) AS goes_on FROM happened h) x
    WHERE at < %(until)s OR goes_on
    WINDOW turn AS (PARTITION BY who ORDER BY at, place, id)
), way1 AS (
    -- Of beginnings in a row only the first is told (for whom goes no further) and the last is followed: the rest, mostly pages, is left out.
    SELECT who, at, place, id, fits, CASE WHEN fits[1] AND at < %(until)s THEN ARRAY[at] END AS path1
    FROM turned WHERE goes_on OR will OR went_on IS NOT FALSE
){ways}, best AS (
    -- The attempt that went furthest; of several the one that was there first, begun as late as it can have been.
    SELECT DISTINCT ON (who) who, path FROM (SELECT who, coalesce({paths}) AS path FROM way{last}) x
    WHERE path IS NOT NULL AND EXISTS (SELECT 1 FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND l.person_id = x.who
        AND l.closed_reason NOT IN ('merged', 'erased'))
    ORDER BY who, cardinality(path) DESC, path[cardinality(path)], path DESC
), told AS (
    SELECT DISTINCT ON (b.who) b.who, b.path, coalesce(btrim(left(h.split, %(longest)s)), '') AS split
    FROM best b JOIN happened h ON h.who = b.who AND h.at = b.path[1] AND h.fits[1]
    ORDER BY b.who, array_position(h.fits, true), h.id
)
