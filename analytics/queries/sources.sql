-- Where did the known leads of the period come from first, and how many of them became customers?
SELECT p.first_source AS source, count(*) AS leads, count(*) FILTER (WHERE won.lead_id IS NOT NULL) AS customers
FROM leads_lead l
JOIN leads_person p ON p.workspace_id = l.workspace_id AND p.id = l.person_id
LEFT JOIN (
    SELECT DISTINCT v.lead_id FROM leads_stagevisit v WHERE v.workspace_id = %(workspace_id)s AND v.stage = 'customer' AND v.undone_at IS NULL
) AS won ON won.lead_id = l.id
WHERE l.workspace_id = %(workspace_id)s AND p.workspace_id = %(workspace_id)s
  AND l.created_at >= %(since)s AND l.created_at < %(until)s
  AND l.known AND l.closed_reason <> 'merged'
GROUP BY p.first_source
ORDER BY leads DESC, source
