-- Content item → how many people and devices of nobody read it since %(since)s: its pages, or a file of it. Each address is told to its item
-- once, however often it was read; the first item that fits is the one, as in the score.
WITH read AS MATERIALIZED (
    SELECT DISTINCT e.visitor_id,
           CASE WHEN e.kind = 'page' THEN lower(split_part(split_part(e.url, '://', 2), '/', 1)) || coalesce(nullif(lower(e.path), ''), '/') END AS address,
           CASE WHEN e.kind <> 'page' THEN e.properties ->> 'asset' END AS file
    FROM tracking_event e
    WHERE e.workspace_id = %(workspace_id)s AND e.occurred_at > %(since)s AND e.occurred_at <= %(now)s AND NOT e.is_bot
      AND (e.kind = 'page' OR e.properties ->> 'asset' = ANY(%(files)s::text[]))
), items AS (
    SELECT * FROM json_to_recordset(%(items)s::json) AS x(place int, name text, pattern text, files text[])
), told AS (
    SELECT a.address, a.file, (
        SELECT i.name FROM items i
        WHERE CASE WHEN a.file IS NULL THEN i.pattern <> '' AND a.address ~ i.pattern ELSE a.file = ANY(i.files) END ORDER BY i.place LIMIT 1
    ) AS name
    FROM (SELECT DISTINCT address, file FROM read) a
)
SELECT t.name, count(DISTINCT coalesce(v.person_id, v.id))::int FROM told t
JOIN read r ON r.address IS NOT DISTINCT FROM t.address AND r.file IS NOT DISTINCT FROM t.file
JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.id = r.visitor_id
WHERE t.name IS NOT NULL GROUP BY t.name
