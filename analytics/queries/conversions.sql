-- Of each asked period and segment: how many of the leads created in it reached a stage, and how many the one before? As funnel.sql counts.
SELECT a.no, count(DISTINCT l.person_id) FILTER (WHERE m.key = a.stage) AS reached,
       count(DISTINCT l.person_id) FILTER (WHERE m.key = a.before) AS before
FROM json_to_recordset(%(asked)s::json) AS a(no int, since timestamptz, until timestamptz, line uuid, stage text, before text)
JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.created_at >= a.since AND l.created_at < a.until
JOIN leads_stagevisit v ON v.workspace_id = %(workspace_id)s AND v.lead_id = l.id AND v.undone_at IS NULL
JOIN json_to_recordset(%(mapping)s::json) AS m(nine text, key text) ON m.nine = v.stage
WHERE l.workspace_id = %(workspace_id)s
  AND l.closed_reason <> 'merged'
  AND (a.line IS NULL OR EXISTS (SELECT 1 FROM leads_segmentstanding g
      WHERE g.workspace_id = %(workspace_id)s AND g.lead_id = l.id AND g.line_id = a.line AND g.inside))
GROUP BY a.no
