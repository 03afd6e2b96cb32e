-- Views, clicks and closes that the page told, each once: the id is that of the event.
INSERT INTO onsite_reaction (id, workspace_id, visitor_id, kind, item_id, version, at)
SELECT e.id, e.workspace_id, e.visitor_id, e.name, i.id,
    CASE WHEN e.properties ->> 'version' ~ '^\d{1,6}$' THEN (e.properties ->> 'version')::integer END, e.occurred_at
FROM tracking_event e
JOIN (
    SELECT m.id, m.id::text AS key, 'message_id' AS property FROM onsite_onsitemessage m WHERE m.workspace_id = %(workspace_id)s
    UNION ALL
    SELECT s.id, s.id::text, 'slot_id' FROM onsite_slot s WHERE s.workspace_id = %(workspace_id)s
) i ON i.key = e.properties ->> i.property
WHERE e.workspace_id = %(workspace_id)s AND e.id = ANY(%(ids)s::uuid[]) AND e.occurred_at >= %(start)s AND e.occurred_at < %(end)s
    AND e.name = ANY(CASE i.property WHEN 'message_id' THEN %(of_messages)s ELSE %(of_slots)s END) AND NOT e.is_bot
ON CONFLICT DO NOTHING
