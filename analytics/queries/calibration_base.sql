WITH instant AS (
    SELECT t.at, t.n::int - 1 AS n FROM unnest(%(instants)s::timestamptz[]) WITH ORDINALITY AS t(at, n)
), sold AS (
    SELECT v.lead_id, v.entered_at, v.left_at FROM leads_stagevisit v
    WHERE v.workspace_id = %(workspace_id)s AND v.stage = ANY(%(stages)s) AND v.undone_at IS NULL
), soon AS (
    SELECT DISTINCT i.n, s.lead_id FROM instant i
    JOIN sold s ON s.entered_at > i.at AND s.entered_at <= i.at + %(days)s * interval '24 hours'
), judged AS MATERIALIZED (
    -- Who could have become SQL: known and open at the instant, and not with sales already.
    SELECT i.n, i.at, l.id AS lead_id, b.lead_id IS NOT NULL AS became
    FROM instant i
    JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.created_at <= i.at AND (l.closed_at IS NULL OR l.closed_at > i.at)
        AND l.closed_reason NOT IN ('merged', 'erased')
    JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id AND p.known_at <= i.at
    LEFT JOIN soon b ON b.n = i.n AND b.lead_id = l.id
    WHERE NOT EXISTS (SELECT 1 FROM sold s WHERE s.lead_id = l.id AND s.entered_at <= i.at AND (s.left_at IS NULL OR s.left_at > i.at))
), entry AS (
    -- Each entry with the number of the first instant that knew it; what came with a merge is known from the merge on.
    SELECT e.lead_id, e.points, e.decays, e.kernel, e.occurred_at,
           greatest(0, ceil(date_part('epoch', k.known_at - %(first)s::timestamptz) / (%(days)s * 86400)))::int AS n
    FROM scoring_ledgerentry e
    CROSS JOIN LATERAL (SELECT CASE WHEN e.carried_from IS NULL THEN e.occurred_at ELSE greatest(e.occurred_at, e.recorded_at) END AS known_at) k
    WHERE e.workspace_id = %(workspace_id)s AND e.occurred_at <= %(last)s AND k.known_at <= %(last)s AND {counts}
), earned AS (
    SELECT e.lead_id, i.n, i.at, sum(e.points) FILTER (WHERE NOT e.decays AND e.kernel = '') AS fit,
           sum(e.points * exp(greatest(-%(rate)s * date_part('epoch', i.at - e.occurred_at) / 86400, -600)))
               FILTER (WHERE e.decays AND e.kernel = '') AS interest,
           -- What fades otherwise cannot be summed before the instant at which it is asked for.
           jsonb_agg(jsonb_build_object('points', e.points, 'decays', e.decays, 'kernel', e.kernel, 'occurred_at', e.occurred_at))
               FILTER (WHERE e.kernel <> '') AS others
    FROM entry e JOIN instant i ON i.n = e.n
    GROUP BY e.lead_id, i.n, i.at
), state AS (
    SELECT j.at, j.lead_id, j.became,
           greatest(0, coalesce(sum(e.fit), 0) + coalesce(sum(
               e.interest * exp(greatest(-%(rate)s * date_part('epoch', j.at - e.at) / 86400, -600))), 0) + coalesce(sum(
               CASE WHEN e.others IS NOT NULL THEN o.worth END), 0)) AS score
    FROM judged j LEFT JOIN earned e ON e.lead_id = j.lead_id AND e.n <= j.n
    LEFT JOIN LATERAL (
        SELECT sum(e.points * {left}) AS worth
        FROM jsonb_to_recordset(e.others) AS e(points float8, decays boolean, kernel text, occurred_at timestamptz)
    ) o ON e.others IS NOT NULL
    GROUP BY j.at, j.lead_id, j.became
)
