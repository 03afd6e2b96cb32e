SELECT DISTINCT o.lead_id FROM posted o WHERE o.match = %(match)s AND (%(template)s = '' OR o.template = %(template)s)
  AND CASE %(answered)s WHEN 'opened' THEN o.opened WHEN 'clicked' THEN o.clicked WHEN 'visited' THEN o.visited ELSE true END
