-- How many leads at each score, and how many of them became SQL within thirty days: by instant and grain, by bin, over all?
SELECT s.at, g.grain, b.bin, count(*)::int AS judged, count(*) FILTER (WHERE s.became)::int AS became,
       count(DISTINCT s.lead_id)::int AS leads, count(DISTINCT s.lead_id) FILTER (WHERE s.became)::int AS became_leads
FROM state s
CROSS JOIN LATERAL (SELECT least(floor((s.score + %(hair)s) / %(grain)s), %(most)s)::int AS grain) g
CROSS JOIN LATERAL (SELECT g.grain / %(per_bin)s AS bin) b
GROUP BY GROUPING SETS ((s.at, g.grain), (b.bin), ())
