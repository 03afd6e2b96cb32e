-- How many customers of each kind were there at each instant, and what did they bring?
SELECT at, recent, often, worth, count(*)::int AS customers, sum(total) AS money, avg(recency) AS recency, avg(frequency)::float8 AS frequency,
       min(median_recent) AS median_recent, min(median_often) AS median_often, min(median_worth) AS median_worth
FROM judged GROUP BY at, recent, often, worth ORDER BY at
