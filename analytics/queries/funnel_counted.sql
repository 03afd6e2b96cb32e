SELECT CASE WHEN grouping(t.split) = 1 THEN NULL ELSE t.split END AS split, k.step, count(*)::int AS people,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM t.path[k.step] - t.path[k.step - 1]))::float8 AS median
FROM told t JOIN generate_series(1, %(steps)s) AS k(step) ON cardinality(t.path) >= k.step
GROUP BY GROUPING SETS ((k.step), (k.step, t.split))
