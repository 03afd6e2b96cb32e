, way{step} AS (
    -- An attempt goes on with the latest beginning before: if that one is too old, all are.
    SELECT w.*, CASE WHEN w.fits[{step}] AND w.at <= w.before{step}[1] + %(within)s THEN w.before{step} || w.at END AS path{step}
    FROM (SELECT x.*, max(x.path{previous}) OVER (PARTITION BY x.who ORDER BY x.at, x.place, x.id
              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before{step} FROM way{previous} x) w
)
