SELECT o.match, CASE WHEN grouping(o.template) = 1 THEN '' ELSE o.template END AS template, count(*)::int AS sent,
       count(*) FILTER (WHERE o.opened)::int AS opened, count(*) FILTER (WHERE o.clicked)::int AS clicked,
       count(*) FILTER (WHERE o.visited)::int AS visited,
       count(DISTINCT o.lead_id)::int AS leads, count(DISTINCT o.lead_id) FILTER (WHERE o.opened)::int AS leads_opened,
       count(DISTINCT o.lead_id) FILTER (WHERE o.clicked)::int AS leads_clicked,
       count(DISTINCT o.lead_id) FILTER (WHERE o.visited)::int AS leads_visited
FROM posted o GROUP BY GROUPING SETS ((o.match), (o.match, o.template))
