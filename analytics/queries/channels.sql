-- Of the open known leads: how many does each channel reach, with and without a consent for it? One row per channel, and one of all together ('').
WITH word AS MATERIALIZED (
    SELECT w.person_id, w.channel, bool_or(w.stands) AS stands FROM (
        SELECT x.person_id, x.channel, x.purpose,
               coalesce(max(x.at) FILTER (WHERE x.given) > coalesce(max(x.withdrawn_at), '-infinity'), false) AS stands
        FROM (
            SELECT i.person_id, c.channel, c.purpose, c.given, c.at, c.withdrawn_at FROM capture_consent c
            JOIN leads_identifier i ON i.workspace_id = %(workspace_id)s AND i.kind = 'email' AND i.value = c.email
            WHERE c.workspace_id = %(workspace_id)s AND c.email <> ''
            UNION ALL
            SELECT p.id, c.channel, c.purpose, c.given, c.at, c.withdrawn_at FROM capture_consent c
            JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.email <> '' AND lower(p.email) = c.email
            WHERE c.workspace_id = %(workspace_id)s AND c.email <> ''
        ) x GROUP BY 1, 2, 3
    ) w GROUP BY 1, 2
), device AS MATERIALIZED (
    SELECT v.person_id, max(v.last_seen_at) AS seen_at FROM tracking_visitor v
    WHERE v.workspace_id = %(workspace_id)s AND v.person_id IS NOT NULL AND NOT v.is_bot AND v.sessions > 0 GROUP BY 1
), asked AS (
    SELECT l.id, c.channel, c.has, c.ok, w.stands
    FROM leads_lead l
    JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
    LEFT JOIN device d ON d.person_id = p.id
    CROSS JOIN LATERAL (VALUES
        ('email', p.email <> '', p.email_reach = ANY(%(mails)s::text[])),
        ('phone', p.phone <> '', p.phone_reach = ANY(%(phones)s::text[])),
        ('sms', p.phone <> '', p.phone_reach = ANY(%(mobiles)s::text[])),
        ('wechat', NULL, true),
        ('onsite', d.seen_at IS NOT NULL, d.seen_at > %(since)s)
    ) c(channel, has, ok)
    LEFT JOIN word w ON w.person_id = p.id AND w.channel = c.channel
    WHERE l.workspace_id = %(workspace_id)s AND l.known AND l.closed_at IS NULL
)
SELECT a.channel, count(*) FILTER (WHERE a.has), count(*) FILTER (WHERE a.has AND a.ok), count(*) FILTER (WHERE a.ok AND a.stands),
       count(*) FILTER (WHERE a.ok AND NOT a.stands)
FROM asked a GROUP BY a.channel
UNION ALL
SELECT '', count(DISTINCT a.id), count(DISTINCT a.id) FILTER (WHERE a.has AND a.ok), count(DISTINCT a.id) FILTER (WHERE a.ok AND a.stands), 0
FROM asked a
