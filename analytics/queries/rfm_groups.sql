-- From which group to which did customers go between the first instant and the last? Null is A: no order yet. (F157)
SELECT b.big AS big_before, b.many AS many_before, n.big, n.many, count(*)::int AS customers
FROM (SELECT * FROM judged WHERE at = %(last)s) n
FULL JOIN (SELECT * FROM judged WHERE at = %(first)s) b ON b.subject = n.subject
GROUP BY 1, 2, 3, 4
