-- Messages that went out in the period: whether the template's version names the search intent, whether the reader has one, what came of it.
WITH posted AS (
    SELECT m.id, m.lead_id, t.key AS template, m.opened_at IS NOT NULL AS opened, m.clicked_at IS NOT NULL AS clicked,
           CASE WHEN p.search_intent = '' THEN 'unknown'
                WHEN v.subject LIKE %(named)s OR v.mjml LIKE %(named)s OR v.variants::text LIKE %(named)s THEN 'taken_up'
                ELSE 'passed_by' END AS match,
           EXISTS (SELECT 1 FROM tracking_visitor d JOIN tracking_session s ON s.workspace_id = %(workspace_id)s AND s.visitor_id = d.id
               WHERE d.workspace_id = %(workspace_id)s AND d.person_id = m.person_id AND NOT d.is_bot
                 AND s.started_at > m.sent_at AND s.started_at <= m.sent_at + %(after)s) AS visited
    FROM campaigns_message m
    JOIN campaigns_templateversion v ON v.workspace_id = %(workspace_id)s AND v.id = m.version_id
    JOIN campaigns_template t ON t.workspace_id = %(workspace_id)s AND t.id = v.template_id
    JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = m.person_id
    JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = m.lead_id AND l.closed_reason NOT IN ('merged', 'erased')
    WHERE m.workspace_id = %(workspace_id)s AND m.sent_at >= %(since)s AND m.sent_at < %(until)s
)
