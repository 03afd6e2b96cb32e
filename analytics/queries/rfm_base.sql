, instant AS (
    SELECT unnest(%(instants)s::timestamptz[]) AS at
), bought AS (
    SELECT CASE WHEN %(by)s = 'company' THEN coalesce(p.company_id, p.id) ELSE p.id END AS subject, x.paid_at, x.money
    FROM paid x JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = x.person_id
), base AS (
    -- One row per customer and instant, knowing only what had happened by then.
    SELECT i.at, b.subject, count(*)::int AS frequency, sum(b.money) AS total, sum(b.money) / count(*) AS average,
           extract(epoch FROM i.at - max(b.paid_at))::float8 / 86400.0 AS recency
    FROM instant i
    JOIN bought b ON b.paid_at <= i.at AND (%(days)s::float8 IS NULL OR b.paid_at > i.at - %(days)s::float8 * interval '1 day')
    GROUP BY i.at, b.subject
), valued AS (
    SELECT base.*, CASE WHEN %(money)s = 'average' THEN average ELSE total END AS money FROM base
), median AS MATERIALIZED (
    -- Those of the last instant hold for all of them, so that a change is one of customers and not of the measure.
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY recency) AS recent, percentile_cont(0.5) WITHIN GROUP (ORDER BY frequency) AS often,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY money) AS worth, percentile_cont(0.5) WITHIN GROUP (ORDER BY average) AS size
    FROM valued WHERE at = %(last)s
), judged AS (
    SELECT v.*, m.recent AS median_recent, m.often AS median_often, m.worth AS median_worth,
           CASE WHEN %(recent)s::float8 IS NULL THEN v.recency < m.recent ELSE v.recency <= %(recent)s::float8 END AS recent,
           CASE WHEN %(often)s::float8 IS NULL THEN v.frequency > m.often ELSE v.frequency >= %(often)s::float8 END AS often,
           CASE WHEN %(worth)s::float8 IS NULL THEN v.money > m.worth + %(hair)s::float8
               ELSE v.money >= %(worth)s::float8 - %(hair)s::float8 END AS worth,
           v.average > m.size + %(hair)s::float8 AS big, v.frequency > m.often AS many
    FROM valued v CROSS JOIN median m
    WHERE m.often IS NOT NULL -- Nobody at the last instant: nothing to judge the others by.
)
