WITH crossing AS (
    -- The first crossing of each lead in the period: what the score itself handed over.
    SELECT DISTINCT ON (v.lead_id) v.lead_id, v.visit_no, v.entered_at, v.left_at, v.recorded_at, l.closed_at
    FROM leads_stagevisit v
    JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = v.lead_id AND l.closed_reason NOT IN ('merged', 'erased')
    WHERE v.workspace_id = %(workspace_id)s AND v.stage = 'mql' AND v.reason = 'score' AND v.undone_at IS NULL
      AND v.entered_at >= %(since)s AND v.entered_at < %(until)s
    ORDER BY v.lead_id, v.visit_no
), after AS (
    -- What came of it, until the lead was an MQL again.
    SELECT c.lead_id, max(x.entered_at) FILTER (WHERE x.stage = ANY(%(stages)s)) AS sold_at,
           max(x.entered_at) FILTER (WHERE x.reason = 'sales_return') AS returned_at
    FROM crossing c
    JOIN leads_stagevisit x ON x.workspace_id = %(workspace_id)s AND x.lead_id = c.lead_id AND x.undone_at IS NULL
        AND x.entered_at >= c.entered_at
    WHERE NOT EXISTS (
        SELECT 1 FROM leads_stagevisit n WHERE n.workspace_id = %(workspace_id)s AND n.lead_id = c.lead_id AND n.stage = 'mql'
          AND n.undone_at IS NULL AND n.visit_no > c.visit_no AND n.entered_at <= x.entered_at)
    GROUP BY c.lead_id
), said AS (
    SELECT c.lead_id, h.close_reason,
           CASE WHEN a.returned_at IS NOT NULL AND (a.sold_at IS NULL OR a.returned_at >= a.sold_at) THEN 'returned'
                WHEN a.sold_at IS NOT NULL THEN 'accepted'
                WHEN c.left_at IS NULL AND c.closed_at IS NULL THEN 'open' ELSE 'left' END AS word
    FROM crossing c
    LEFT JOIN after a ON a.lead_id = c.lead_id
    LEFT JOIN sales_handoff h ON h.workspace_id = %(workspace_id)s AND h.lead_id = c.lead_id AND h.visit_no = c.visit_no
        AND h.state = 'returned'
), judged AS (
    SELECT s.lead_id, CASE WHEN s.word = 'returned' AND s.close_reason = ANY(%(disqualifying)s) THEN 'disqualified' ELSE s.word END AS word,
           CASE WHEN s.word = 'returned' THEN coalesce(s.close_reason, '') ELSE '' END AS reason
    FROM said s
), gave AS (
    -- The points of each rule that stood in the score at the crossing: those that were in the ledger when it was made.
    SELECT c.lead_id, e.rule, sum(w.worth) AS worth
    FROM crossing c
    JOIN scoring_ledgerentry e ON e.workspace_id = %(workspace_id)s AND e.lead_id = c.lead_id AND e.occurred_at <= c.entered_at
        AND e.recorded_at <= c.recorded_at
    CROSS JOIN LATERAL (
        SELECT e.points * {left} AS worth
    ) w
    WHERE {counts}
    GROUP BY c.lead_id, e.rule
    HAVING abs(sum(w.worth)) >= %(least)s
)
