-- Of the leads created in the period, how many people reached each stage of the scheme, and in how many visits? A stay that goes on in
-- another of the nine that this scheme reads as the same stage is one visit.
SELECT m.key AS stage, count(DISTINCT l.person_id) AS people, count(*) FILTER (WHERE f.key IS DISTINCT FROM m.key) AS visits,
       count(DISTINCT l.person_id) FILTER (WHERE l.stage = v.stage) AS here,
       count(DISTINCT l.person_id) FILTER (WHERE l.lane = 'harvest') AS harvest,
       count(DISTINCT l.person_id) FILTER (WHERE l.lane = 'nurture') AS nurture
FROM leads_lead l
JOIN leads_stagevisit v ON v.workspace_id = l.workspace_id AND v.lead_id = l.id
JOIN leads_person p ON p.workspace_id = l.workspace_id AND p.id = l.person_id
JOIN json_to_recordset(%(mapping)s::json) AS m(nine text, key text) ON m.nine = v.stage
LEFT JOIN json_to_recordset(%(mapping)s::json) AS f(nine text, key text) ON f.nine = v.from_stage
WHERE l.workspace_id = %(workspace_id)s
  AND v.workspace_id = %(workspace_id)s AND v.undone_at IS NULL
  AND p.workspace_id = %(workspace_id)s
  AND l.created_at >= %(since)s AND l.created_at < %(until)s
  AND l.closed_reason <> 'merged'
  AND (%(source)s::text IS NULL OR p.first_source = %(source)s)
  AND (%(line)s::uuid IS NULL OR EXISTS (SELECT 1 FROM leads_segmentstanding g
      WHERE g.workspace_id = %(workspace_id)s AND g.lead_id = l.id AND g.line_id = %(line)s::uuid AND g.inside))
GROUP BY m.key
