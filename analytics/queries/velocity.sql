-- How long does a lead stay in each stage? Per month: the average of the stays that ended in it, and the median of the stays that
-- began in it, by Kaplan and Meier: those still waiting count as "at least so long".
WITH stay AS (
    SELECT v.stage,
           date_trunc('month', v.entered_at AT TIME ZONE %(zone)s) AS began,
           date_trunc('month', v.left_at AT TIME ZONE %(zone)s) AS ended,
           greatest(0, date_part('epoch', coalesce(v.left_at, %(now)s) - v.entered_at)) / 86400.0 AS days,
           (v.left_at IS NOT NULL)::int AS over
    FROM leads_stagevisit v
    JOIN leads_lead l ON l.workspace_id = v.workspace_id AND l.id = v.lead_id
    WHERE v.workspace_id = %(workspace_id)s AND l.workspace_id = %(workspace_id)s
      AND l.closed_reason <> 'merged' AND NOT v.out_of_order AND v.undone_at IS NULL
      AND v.reason <> 'passed' AND v.entered_at < %(until)s
      AND (v.left_at IS NULL OR (v.left_at >= v.entered_at AND v.left_at >= %(since)s) OR v.entered_at >= %(since)s)
), average AS (
    SELECT stage, ended AS month, avg(days)::float8 AS average, count(*) AS left_count
    FROM stay WHERE over = 1 GROUP BY stage, ended
), step AS (
    SELECT stage, began AS month, days, sum(over)::int AS exits, count(*)::int AS n FROM stay GROUP BY stage, began, days
), at_risk AS (
    SELECT stage, month, days, exits,
           -- Who stays at least so long: all but those before. In the order of `survival`, so that one sort serves both.
           (sum(n) OVER (PARTITION BY stage, month) - sum(n) OVER (PARTITION BY stage, month ORDER BY days) + n)::int AS risk
    FROM step
), survival AS (
    SELECT stage, month, days, exits,
           exp(sum(CASE WHEN exits >= risk THEN -100.0 ELSE ln(1.0 - exits::float8 / risk) END)
               OVER (PARTITION BY stage, month ORDER BY days)) AS survives
    FROM at_risk
), median AS (
    SELECT stage, month, min(days) FILTER (WHERE survives <= 0.5 AND exits > 0)::float8 AS median FROM survival GROUP BY stage, month
), waiting AS (
    SELECT stage, began AS month, count(*) AS began_count, count(*) FILTER (WHERE over = 0) AS waiting FROM stay GROUP BY stage, began
)
SELECT coalesce(w.stage, a.stage) AS stage, to_char(coalesce(w.month, a.month), 'YYYY-MM') AS month, a.average, coalesce(a.left_count, 0) AS left_count,
       m.median, coalesce(w.began_count, 0) AS began_count, coalesce(w.waiting, 0) AS waiting
FROM waiting w
LEFT JOIN median m ON m.stage = w.stage AND m.month = w.month
FULL JOIN average a ON a.stage = w.stage AND a.month = w.month
