-- Who is to be looked at next, in the order of ids: when first known in this episode, by which first touch, and how it ended so far.
SELECT l.id AS lead_id, k.at, p.first_touch::text AS touch, coalesce(p.attributes->>%(column)s, '') AS said, o.reached_at
FROM leads_lead l
JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id AND p.merged_into_id IS NULL AND p.known_at IS NOT NULL
CROSS JOIN LATERAL (SELECT greatest(l.created_at, p.known_at) AS at) k
LEFT JOIN LATERAL (
    SELECT min(v.entered_at) AS reached_at FROM leads_stagevisit v
    WHERE v.workspace_id = %(workspace_id)s AND v.lead_id = l.id AND v.stage = ANY(%(stages)s) AND v.undone_at IS NULL
      AND v.entered_at <= %(until)s
) o ON true
WHERE l.workspace_id = %(workspace_id)s AND l.id > %(after)s::uuid AND l.known AND l.closed_reason NOT IN ('merged', 'erased')
  AND k.at > %(since)s AND k.at <= %(until)s
ORDER BY l.id LIMIT %(limit)s
