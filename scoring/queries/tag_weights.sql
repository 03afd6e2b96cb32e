-- What does each lead carry of one tag at an instant, the most first? The same arithmetic as scoring.domain.tag_weight.
WITH earning AS (
    -- One effect counts once, also where it gave two tags that are one now.
    SELECT DISTINCT ON (e.lead_id, e.effect_key) e.lead_id, e.decays, e.url_weight, e.behaviour_weight, e.occurred_at,
           greatest(extract(epoch FROM %(at)s::timestamptz - e.occurred_at)::float8 / 86400.0, 0.0) AS age
    FROM scoring_tagentry e
    WHERE e.workspace_id = %(workspace_id)s AND e.tag_id = ANY(%(family)s::uuid[]) AND e.occurred_at <= %(at)s
      AND (e.removed_at IS NULL OR e.removed_at > %(at)s)
    ORDER BY e.lead_id, e.effect_key, e.tag_id
), weighed AS (
    SELECT lead_id, decays, url_weight * behaviour_weight * CASE
               WHEN NOT decays OR %(fading)s IN ('step', 'none') THEN 1.0
               WHEN %(fading)s = 'linear' THEN 1.0 - age / %(lasts)s::float8
               ELSE exp(-%(rate)s::float8 * age) END AS weight
    FROM earning WHERE %(lasts)s::float8 IS NULL OR age < %(lasts)s::float8
), carried AS (
    SELECT w.lead_id, least(coalesce(sum(w.weight) FILTER (WHERE w.decays), 0) + coalesce(max(w.weight) FILTER (WHERE NOT w.decays), 0),
                            %(cap)s::float8) AS weight, count(*)::int AS earnings
    FROM weighed w GROUP BY w.lead_id
)
SELECT c.lead_id, c.weight, c.earnings, coalesce(nullif(p.name, ''), nullif(p.email, ''), p.phone) AS name,
       coalesce(nullif(p.company_name, ''), p.email) AS company
FROM carried c
JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = c.lead_id AND l.closed_reason NOT IN ('merged', 'erased')
JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
ORDER BY c.weight DESC, c.lead_id LIMIT %(limit)s
