-- Which leads crossed the threshold with points from the rule, with that word of sales and for that reason ('': any)?
SELECT j.lead_id FROM judged j
WHERE (%(word)s = '' OR j.word = %(word)s) AND (%(reason)s = '' OR j.reason = %(reason)s OR (%(reason)s = 'none' AND j.reason = '' AND j.word = 'returned'))
  AND (%(rule)s = '' OR EXISTS (SELECT 1 FROM gave g WHERE g.lead_id = j.lead_id AND g.rule = %(rule)s))
