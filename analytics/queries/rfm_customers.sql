-- Every customer at the last instant with the three numbers and the kind, the biggest first.
SELECT j.subject, coalesce(c.name, nullif(p.name, ''), nullif(p.email, ''), p.phone, '') AS name, c.id IS NOT NULL AS is_company, j.recency,
       j.frequency, j.total, j.average, j.recent, j.often, j.worth, j.big, j.many
FROM judged j
LEFT JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = j.subject
LEFT JOIN leads_company c ON c.workspace_id = %(workspace_id)s AND c.id = j.subject AND %(by)s = 'company'
WHERE j.at = %(last)s ORDER BY j.total DESC, j.subject LIMIT %(limit)s
