SELECT t.who FROM told t WHERE cardinality(t.path) >= %(step)s AND (NOT %(stopped)s OR cardinality(t.path) = %(step)s)
  AND (%(split)s::text IS NULL OR t.split = %(split)s)
