-- How many leads were approved in each month: by first contact, by MQL visit or by SQL visit?
SELECT to_char(happened.at AT TIME ZONE %(zone)s, 'YYYY-MM') AS month, count(*) AS leads
FROM (
    SELECT l.created_at AS at FROM leads_lead l
    WHERE l.workspace_id = %(workspace_id)s AND %(basis)s = 'first_contact' AND l.known AND l.closed_reason <> 'merged'
    UNION ALL
    SELECT v.entered_at AS at FROM leads_stagevisit v
    JOIN leads_lead l ON l.workspace_id = v.workspace_id AND l.id = v.lead_id
    WHERE v.workspace_id = %(workspace_id)s AND l.workspace_id = %(workspace_id)s AND v.stage = %(basis)s AND v.undone_at IS NULL
      AND l.closed_reason <> 'merged'
) AS happened
WHERE happened.at >= %(since)s AND happened.at < %(until)s
GROUP BY 1
