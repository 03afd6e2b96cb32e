-- What people did before they buy: every event that scored counts as one, with its points for money.
WITH paid AS (
    SELECT l.person_id, e.occurred_at AS paid_at, e.points::float8 AS money
    FROM scoring_ledgerentry e
    JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = e.lead_id AND l.closed_reason NOT IN ('merged', 'erased')
    WHERE e.workspace_id = %(workspace_id)s AND e.decays AND e.points > 0 AND e.event_id IS NOT NULL AND e.reverses_id IS NULL
      AND e.occurred_at <= %(last)s
      AND NOT EXISTS (SELECT 1 FROM scoring_ledgerentry r
                      WHERE r.workspace_id = %(workspace_id)s AND r.lead_id = e.lead_id AND r.reverses_id = e.id
                        -- What a bot was thought to have done, or a merge had taken along, and was given back, counts.
                        AND NOT EXISTS (SELECT 1 FROM scoring_ledgerentry x
                                        WHERE x.workspace_id = %(workspace_id)s AND x.lead_id = e.lead_id AND x.reverses_id = r.id))
)
