-- What was bought: won deals, and orders that sites told of (once per order id), in minor units of one currency.
WITH paid AS (
    SELECT l.person_id, o.closed_at AS paid_at, o.value_minor::float8 AS money
    FROM sales_opportunity o
    JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = o.lead_id
    WHERE o.workspace_id = %(workspace_id)s AND o.state = 'won' AND o.currency = %(currency)s AND o.closed_at <= %(last)s
    UNION ALL
    SELECT person_id, occurred_at, round(revenue::numeric * %(scale)s)::float8 FROM (
        SELECT DISTINCT ON (v.person_id, coalesce(nullif(e.properties->>'order_id', ''), e.id::text))
               v.person_id, e.occurred_at, e.properties->>'revenue' AS revenue
        FROM tracking_event e
        JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.id = e.visitor_id
        WHERE e.workspace_id = %(workspace_id)s AND %(with_events)s AND e.name = ANY(%(names)s) AND NOT e.is_bot
          AND e.occurred_at <= %(last)s AND v.person_id IS NOT NULL
          AND e.properties->>'revenue' ~ '^[0-9]{1,13}([.][0-9]{1,8})?$'
          AND upper(coalesce(nullif(e.properties->>'currency', ''), 'USD')) = %(currency)s
        ORDER BY v.person_id, coalesce(nullif(e.properties->>'order_id', ''), e.id::text), e.occurred_at
    ) told
)
