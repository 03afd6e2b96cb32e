-- How long from first contact to the first won deal: fast leads (under the limit) beside the old ones (F129, F130), and how unevenly (F008)?
WITH won AS (
    SELECT l.id, min(v.entered_at) AS won_at, l.created_at
    FROM leads_lead l
    JOIN leads_stagevisit v ON v.workspace_id = l.workspace_id AND v.lead_id = l.id AND v.stage = 'customer'
        AND v.undone_at IS NULL
    WHERE l.workspace_id = %(workspace_id)s AND v.workspace_id = %(workspace_id)s AND l.closed_reason <> 'merged'
      AND l.created_at >= %(since)s AND l.created_at < %(until)s
    GROUP BY l.id, l.created_at
), aged AS (
    SELECT extract(epoch FROM won_at - created_at)::float8 / 86400.0 AS days FROM won
), placed AS (
    SELECT days, width_bucket(days, %(ends)s::float8[]) AS bar FROM aged
)
SELECT count(*) AS customers,
       count(*) FILTER (WHERE days < %(limit)s) AS fast,
       count(*) FILTER (WHERE days >= %(limit)s) AS old,
       count(*) FILTER (WHERE days < 0) AS before_contact,
       avg(days)::float8 AS average,
       (percentile_cont(0.25) WITHIN GROUP (ORDER BY days))::float8 AS quarter,
       (percentile_cont(0.5) WITHIN GROUP (ORDER BY days))::float8 AS median,
       (percentile_cont(0.75) WITHIN GROUP (ORDER BY days))::float8 AS three_quarters,
       (percentile_cont(0.9) WITHIN GROUP (ORDER BY days))::float8 AS nine_tenths,
       count(*) FILTER (WHERE bar = 0) AS to_30,
       count(*) FILTER (WHERE bar = 1) AS to_60,
       count(*) FILTER (WHERE bar = 2) AS to_90,
       count(*) FILTER (WHERE bar = 3) AS to_180,
       count(*) FILTER (WHERE bar = 4) AS to_365,
       count(*) FILTER (WHERE bar = 5) AS to_730,
       count(*) FILTER (WHERE bar = 6) AS over_730
FROM placed
