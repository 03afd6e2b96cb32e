-- Which share of the money comes from which tenth of the customers, the biggest first? (F044)
SELECT tenth, count(*)::int AS customers, sum(total) AS money
FROM (SELECT total, ceil(10.0 * row_number() OVER (ORDER BY total DESC, subject) / count(*) OVER ())::int AS tenth
      FROM judged WHERE at = %(last)s) ranked
GROUP BY tenth ORDER BY tenth
