-- Of the people first seen in the period (of those who cared for a product early, where one is asked): who did what early, and who came back?
WITH cohort AS MATERIALIZED (
    SELECT DISTINCT ON (l.person_id) l.person_id, l.created_at FROM leads_lead l
    WHERE l.workspace_id = %(workspace_id)s AND l.number = 1 AND l.closed_reason <> 'merged'
      AND l.created_at >= %(since)s AND l.created_at < least(%(until)s, %(now)s - %(early)s::interval - %(back)s::interval)
    ORDER BY l.person_id, l.created_at
), happened AS MATERIALIZED (
    SELECT c.person_id, e.kind, e.name, e.occurred_at < c.created_at + %(early)s::interval AS early,
           (e.kind = 'page' AND e.path LIKE ANY(%(paths)s::text[])) OR lower(e.properties ->> 'sku') = %(sku)s
               OR lower(e.properties ->> 'product_id') = %(sku)s OR lower(e.properties ->> 'product') = %(sku)s AS about
    FROM cohort c
    JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.person_id = c.person_id
    JOIN tracking_event e ON e.workspace_id = %(workspace_id)s AND e.visitor_id = v.id
    WHERE NOT e.is_bot AND e.door <> 'own' AND e.name NOT IN ('heat_map', 'page_engaged')
      AND e.occurred_at >= %(since)s AND e.occurred_at < %(until)s::timestamptz + %(early)s::interval + %(back)s::interval
      AND e.occurred_at >= c.created_at AND e.occurred_at < c.created_at + %(early)s::interval + %(back)s::interval
), person AS MATERIALIZED (
    SELECT h.person_id, bool_or(NOT h.early) AS back FROM happened h GROUP BY h.person_id
    HAVING bool_or(h.early) AND (%(sku)s = '' OR coalesce(bool_or(h.early AND h.about), false))
), did AS (
    SELECT DISTINCT h.person_id, h.name FROM happened h WHERE h.early AND h.kind = 'track'
)
SELECT d.name AS event, count(*) AS did, count(*) FILTER (WHERE p.back) AS did_back,
       (SELECT count(*) FROM person) AS people, (SELECT count(*) FROM person WHERE back) AS back
FROM did d JOIN person p ON p.person_id = d.person_id
GROUP BY d.name
