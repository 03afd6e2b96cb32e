-- Of the leads that crossed the threshold with points from each rule (none: all of them), how many did sales accept, return, disqualify?
SELECT g.rule, j.word, j.reason, count(*)::int AS leads, sum(g.worth)::float8 AS worth
FROM judged j JOIN gave g ON g.lead_id = j.lead_id
GROUP BY g.rule, j.word, j.reason
UNION ALL
SELECT '', j.word, j.reason, count(*)::int, 0 FROM judged j GROUP BY j.word, j.reason
