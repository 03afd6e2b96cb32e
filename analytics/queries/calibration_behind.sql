-- Which leads had a score of that bin at one of the instants (and became SQL within thirty days)?
SELECT DISTINCT s.lead_id FROM state s
WHERE s.score + %(hair)s >= %(low)s AND (%(high)s::float8 IS NULL OR s.score + %(hair)s < %(high)s) AND (s.became OR NOT %(became)s)
