-- Everything that happened to one lead and its person, newest first, before (before, before_id). One arm per kind; an arm that is not asked for costs nothing.
SELECT m.at, m.kind, m.id, m.title, m.detail::text AS detail, m.actor, m.is_bot FROM (
(SELECT e.occurred_at AS at, 'event' AS kind, e.id::text AS id, e.name::text AS title,
        jsonb_build_object('kind', e.kind, 'path', e.path, 'page', e.title, 'channel', e.channel, 'source', e.source, 'door', e.door,
                           'campaign', e.campaign, 'properties', e.properties, 'key', e.key) AS detail,
        '' AS actor, e.is_bot
 FROM tracking_visitor v CROSS JOIN LATERAL (
     SELECT x.*, k.key FROM tracking_event x CROSS JOIN LATERAL (
         SELECT EXISTS (SELECT 1 FROM tracking_eventname n
             WHERE n.workspace_id = %(workspace_id)s AND n.site_id = coalesce(x.site_id, '00000000-0000-0000-0000-000000000000')
               AND n.kind = x.kind AND n.name = x.name AND n.key_moment) AS key) k
     WHERE x.workspace_id = %(workspace_id)s AND x.visitor_id = v.id AND x.occurred_at <= %(before)s AND (NOT %(key_only)s OR k.key)
       AND (x.occurred_at, x.id::text) < (%(before)s, %(before_id)s) AND (%(bots)s OR NOT x.is_bot)
       -- Touches and deals have an arm of their own, unless somebody marked the event: Home tells of it then, and leads here.
       AND (k.key OR x.name NOT IN ('sdr_touched', 'opportunity_won', 'opportunity_lost'))
     ORDER BY x.occurred_at DESC, x.id DESC LIMIT %(limit)s) e
 WHERE v.workspace_id = %(workspace_id)s AND v.person_id = %(person_id)s AND 'event' = ANY(%(kinds)s)
 ORDER BY e.occurred_at DESC, e.id DESC LIMIT %(limit)s)
UNION ALL
(SELECT s.entered_at, 'stage', s.id::text, s.stage,
        jsonb_build_object('visit_no', s.visit_no, 'from', s.from_stage, 'reason', s.reason, 'note', s.note, 'out_of_order', s.out_of_order),
        s.actor_name, false
 FROM leads_stagevisit s
 WHERE s.workspace_id = %(workspace_id)s AND s.lead_id = %(lead_id)s AND 'stage' = ANY(%(kinds)s)
   AND s.undone_at IS NULL AND s.entered_at <= %(before)s AND (s.entered_at, s.id::text) < (%(before)s, %(before_id)s)
 ORDER BY s.entered_at DESC, s.id DESC LIMIT %(limit)s)
UNION ALL
(SELECT coalesce(c.sent_at, c.created_at), 'message', c.id::text, c.subject,
        jsonb_build_object('state', c.state, 'to', c.to_address, 'reason', c.reason, 'opened', c.opened_at IS NOT NULL, 'clicked', c.clicked_at IS NOT NULL),
        '', false
 FROM campaigns_message c
 WHERE c.workspace_id = %(workspace_id)s AND c.lead_id = %(lead_id)s AND 'message' = ANY(%(kinds)s)
   AND (coalesce(c.sent_at, c.created_at), c.id::text) < (%(before)s, %(before_id)s)
 ORDER BY 1 DESC, c.id DESC LIMIT %(limit)s)
UNION ALL
(SELECT t.at, 'touch', t.id::text, t.kind, jsonb_build_object('disposition', t.disposition, 'reason', t.reason, 'note', t.note), t.actor_name, false
 FROM sales_touch t
 WHERE t.workspace_id = %(workspace_id)s AND t.lead_id = %(lead_id)s AND 'touch' = ANY(%(kinds)s)
   AND t.at <= %(before)s AND (t.at, t.id::text) < (%(before)s, %(before_id)s)
 ORDER BY t.at DESC, t.id DESC LIMIT %(limit)s)
UNION ALL
(SELECT h.opened_at, 'hand_off', h.id::text, h.state, jsonb_build_object('visit_no', h.visit_no, 'rule', h.rule, 'lane', h.lane), '', false
 FROM sales_handoff h
 WHERE h.workspace_id = %(workspace_id)s AND h.lead_id = %(lead_id)s AND 'touch' = ANY(%(kinds)s)
   AND (h.opened_at, h.id::text) < (%(before)s, %(before_id)s)
 ORDER BY h.opened_at DESC, h.id DESC LIMIT %(limit)s)
UNION ALL
(SELECT o.at, 'opportunity', o.id, o.name, o.detail, o.owner_name, false
 FROM (SELECT d.opened_at AS at, d.id::text AS id, d.name, d.owner_name,
              jsonb_build_object('state', 'open', 'value', d.value_minor, 'currency', d.currency) AS detail
       FROM sales_opportunity d WHERE d.workspace_id = %(workspace_id)s AND d.lead_id = %(lead_id)s
       UNION ALL
       SELECT d.closed_at, d.id::text, d.name, d.owner_name,
              jsonb_build_object('state', d.state, 'value', d.value_minor, 'currency', d.currency, 'reason', d.lost_reason)
       FROM sales_opportunity d WHERE d.workspace_id = %(workspace_id)s AND d.lead_id = %(lead_id)s AND d.closed_at IS NOT NULL) o
 WHERE 'touch' = ANY(%(kinds)s) AND (o.at, o.id) < (%(before)s, %(before_id)s)
 ORDER BY o.at DESC, o.id DESC LIMIT %(limit)s)
UNION ALL
(SELECT r.at, 'step', r.id::text, j.name, jsonb_build_object('node', r.node, 'kind', r.kind, 'outcome', r.outcome, 'enrolment', r.enrolment_id), '', false
 FROM journeys_steprun r
 JOIN journeys_journey j ON j.workspace_id = %(workspace_id)s AND j.id = r.journey_id
 WHERE r.workspace_id = %(workspace_id)s AND r.lead_id = %(lead_id)s AND 'step' = ANY(%(kinds)s)
   AND r.at <= %(before)s AND (r.at, r.id::text) < (%(before)s, %(before_id)s)
 ORDER BY r.at DESC, r.id DESC LIMIT %(limit)s)
UNION ALL
(SELECT l.occurred_at, 'score', l.id::text, l.reason,
        jsonb_build_object('points', l.points, 'event', l.event_id, 'carried', l.carried_from IS NOT NULL, 'reverses', l.reverses_id IS NOT NULL), '', false
 FROM scoring_ledgerentry l
 WHERE l.workspace_id = %(workspace_id)s AND l.lead_id = %(lead_id)s AND 'score' = ANY(%(kinds)s)
   AND l.occurred_at <= %(before)s AND (l.occurred_at, l.id::text) < (%(before)s, %(before_id)s)
 ORDER BY l.occurred_at DESC, l.id DESC LIMIT %(limit)s)
UNION ALL
(SELECT a.at, 'edit', a.id::text, a.verb, CASE WHEN a.verb = 'lead.assigned' THEN jsonb_build_object('owner', (
        -- Who had the lead and who has it, by name; one who is no member any more stays a number.
        SELECT jsonb_agg(coalesce(to_jsonb(coalesce(nullif(u.name, ''), u.email)), x.who) ORDER BY x.place)
        FROM jsonb_array_elements(a.changes->'owner') WITH ORDINALITY AS x(who, place)
        LEFT JOIN (tenants_membership m JOIN tenants_user u ON u.id = m.user_id)
          ON m.workspace_id = %(workspace_id)s AND m.user_id::text = x.who #>> '{}')) ELSE a.changes END, a.actor_name, false
 FROM kernel_auditentry a
 -- What becomes known of their company is told of everybody there.
 WHERE a.workspace_id = %(workspace_id)s AND 'edit' = ANY(%(kinds)s)
   AND a.target_id IN (%(lead_id)s, %(person_id)s, (SELECT p.company_id::text FROM leads_person p
       WHERE p.workspace_id = %(workspace_id)s AND p.id = %(person_id)s))
   AND (a.target_id IN (%(lead_id)s, %(person_id)s) OR a.verb = 'company.changed')
   AND a.verb NOT IN ('lead.moved', 'lead.returned', 'lead.penalised')
   AND a.at <= %(before)s AND (a.at, a.id::text) < (%(before)s, %(before_id)s)
 ORDER BY a.at DESC, a.id DESC LIMIT %(limit)s)
) m ORDER BY m.at DESC, m.id DESC LIMIT %(limit)s
