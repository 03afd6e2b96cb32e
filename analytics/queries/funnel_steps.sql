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
), way1 AS (
    -- One order of everything: at one instant the earlier step comes first, so that a form that is seen and sent at once counts.
    SELECT who, at, array_position(fits, true) AS place, id, fits, CASE WHEN fits[1] AND at < %(until)s THEN ARRAY[at] END AS path1
    FROM happened
){ways}, best AS (
    -- The attempt that went furthest; of several the one that was there first, begun as late as it can have been.
    SELECT DISTINCT ON (who) who, path FROM (SELECT who, coalesce({paths}) AS path FROM way{last}) x
    WHERE path IS NOT NULL AND EXISTS (SELECT 1 FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND l.person_id = x.who
        AND l.closed_reason NOT IN ('merged', 'erased'))
    ORDER BY who, cardinality(path) DESC, path[cardinality(path)], path DESC
), told AS (
    SELECT b.who, b.path, f.split FROM best b JOIN (
        SELECT DISTINCT ON (who, at) who, at, coalesce(btrim(left(split, %(longest)s)), '') AS split FROM happened WHERE fits[1]
        ORDER BY who, at, array_position(fits, true), id
    ) f ON f.who = b.who AND f.at = b.path[1]
)
