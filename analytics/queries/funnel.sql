-- Of the leads created in the period, how many people reached each stage, and in how many visits?
SELECT v.stage, count(DISTINCT l.person_id) AS people, count(*) AS visits,
       count(DISTINCT l.person_id) FILTER (WHERE l.stage = v.stage) AS here
FROM leads_lead l
JOIN leads_stagevisit v ON v.workspace_id = l.workspace_id AND v.lead_id = l.id
JOIN leads_person p ON p.workspace_id = l.workspace_id AND p.id = l.person_id
WHERE l.workspace_id = %(workspace_id)s
  AND v.workspace_id = %(workspace_id)s AND v.undone_at IS NULL
  AND p.workspace_id = %(workspace_id)s
  AND l.created_at >= %(since)s AND l.created_at < %(until)s
  AND l.closed_reason <> 'merged'
  AND (%(source)s::text IS NULL OR p.first_source = %(source)s)
GROUP BY v.stage
