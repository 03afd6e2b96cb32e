SELECT v.person_id, e.id, e.visitor_id, e.kind, e.name, e.url, e.path, e.occurred_at, e.session_id, coalesce(s.number, 1),
       coalesce(e.context->>'locale', ''), coalesce(e.context->>'country', ''), NULL AS says,
       CASE WHEN e.identity = '{}' THEN NULL ELSE e.identity::text END
FROM tracking_visitor v
JOIN tracking_event e ON e.workspace_id = %(workspace_id)s AND e.visitor_id = v.id AND e.occurred_at <= %(until)s AND NOT e.is_bot
LEFT JOIN tracking_session s ON s.workspace_id = %(workspace_id)s AND s.id = e.session_id
WHERE v.workspace_id = %(workspace_id)s AND v.person_id = ANY(%(people)s::uuid[])
ORDER BY e.id
