"""The rows of one large workspace for the line `pages`, set by set: everything is a function of a number n from 1 to `leads`.

Lead n was created n/leads of the year after its beginning; low numbers are the oldest and by far the busiest. Ids of events are UUIDv7
of their time, as the digest makes them; the months before the oldest partition lie in the DEFAULT one, as they do after an import.
"""

LEAD_ID = "lpad(to_hex({n}), 32, '0')::uuid"
AT = "%(since)s::timestamptz + ({n}::float8 / %(leads)s) * interval '364 days'"
# Nine stages; how many of 100 leads come at least so far.
STAGES = """
stages(place, key, share) AS (VALUES (0, 'awareness', 100), (1, 'friend', 70), (2, 'name', 55), (3, 'engaged', 32), (4, 'target', 18),
    (5, 'mql', 9), (6, 'sql', 5), (7, 'opportunity', 3), (8, 'customer', 1))
"""
# n is spread over 0-99 by a multiplier, so that every stage has old and new leads.
PLACE = "(SELECT max(s.place) FROM stages s WHERE s.share > ({n} * 7919 %% 10007) %% 100)"
EACH = "generate_series(%(first)s::int, %(last)s::int) AS n"


def _id(n: str = "n", kind: int = 0) -> str:
    """A uuid that is a function of n and of a kind of row."""
    return f"(lpad(to_hex({kind}), 8, '0') || lpad(to_hex({n}), 24, '0'))::uuid"


def _at(n: str = "n") -> str:
    return f"({AT.format(n=n)})"


SESSION_AT = (
    "({created} + (%(now)s::timestamptz - {created} - interval '1 hour') * (({n}::bigint * 104729 + {s} * 15485863) %% 9973) / 9973)"
)


def _session_at(n: str, s: str) -> str:
    return SESSION_AT.format(created=_at(n), n=n, s=s)


COMPANIES = f"""
INSERT INTO leads_company (workspace_id, id, name, domain, industry, size, country, created_at)
SELECT %(workspace_id)s, {_id(kind=9)}, 'Company ' || n, 'company' || n || '.example', (ARRAY['software', 'machines',
    'retail'])[1 + n %% 3],
    n %% 5000, (ARRAY['DE', 'CN', 'US'])[1 + n %% 3], {_at()}
FROM {EACH} WHERE n <= %(leads)s / 10
"""
PEOPLE = f"""
WITH {STAGES}
INSERT INTO leads_person (workspace_id, id, name, email, phone, title, persona, company_id, company_name, industry, country, language,
    attributes, first_touch, last_touch, first_source, first_channel, search_intent, landing_page, known_at, created_at, last_active_at)
SELECT %(workspace_id)s, {_id()}, CASE WHEN k THEN 'Person ' || to_hex(n * 7919) ELSE '' END,
    CASE WHEN k THEN 'p' || n || '@company' || c || '.example' ELSE '' END, '', CASE WHEN k THEN 'Head of things' ELSE '' END,
    CASE WHEN k THEN (ARRAY['cxo', 'marketer', 'it'])[1 + n %% 3] ELSE '' END, CASE WHEN k THEN {_id("c", 9)} END,
    CASE WHEN k THEN 'Company ' || c ELSE '' END, '', (ARRAY['DE', 'CN', 'US'])[1 + n %% 3], 'en', '{{}}', touch, touch, source, channel,
    '',
    'https://bench.example/pricing', CASE WHEN k THEN at + interval '1 day' END, at, least(%(now)s, at + interval '20 days')
FROM (SELECT n, {PLACE.format(n="n")} >= 2 AS k, 1 + n %% greatest(%(leads)s / 10, 1) AS c, {_at()} AS at,
             (ARRAY['google', 'baidu', 'linkedin', 'newsletter', '', 'partner'])[1 + n %% 6] AS source,
             (ARRAY['organic_search', 'paid_search', 'social', 'email', 'direct', 'referral'])[1 + n %% 6] AS channel FROM {EACH}) x,
     LATERAL (SELECT jsonb_build_object('channel', channel, 'source', source, 'at', at, 'landing', '/pricing') AS touch) t
"""
IDENTIFIERS = f"""
INSERT INTO leads_identifier (workspace_id, id, kind, value, person_id, seen_at)
SELECT %(workspace_id)s, {_id(kind=1)}, 'email', p.email, p.id, p.known_at
FROM {EACH} JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = {_id()} WHERE p.email <> ''
"""
GRAMS = f"""
INSERT INTO leads_gram (workspace_id, gram, person_id)
SELECT DISTINCT %(workspace_id)s::uuid, substr(w.word, i, 2), p.id
FROM {EACH} JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = {_id()},
     LATERAL regexp_split_to_table(lower(p.name || ' ' || p.email || ' ' || p.company_name), ' ') AS w(word),
     LATERAL generate_series(1, length(w.word) - 1) AS i
WHERE p.email <> '' ORDER BY 2, 3
"""
LEADS = f"""
WITH {STAGES}
INSERT INTO leads_lead (workspace_id, id, person_id, number, stage, visit_no, stage_entered_at, lane, entry_channel, known, owner_id,
    created_at, closed_reason, last_active_at, returns, history, flags)
SELECT %(workspace_id)s, {_id()}, {_id()}, 1, s.key, 1, at + (%(now)s - at) * place / (place + 2), 'nurture', '', place >= 2,
    CASE WHEN place >= 5 THEN %(owner)s END, at, '', least(%(now)s, at + interval '20 days'), 0, false, '[]'
FROM (SELECT n, {PLACE.format(n="n")} AS place, {_at()} AS at FROM {EACH}) x
JOIN stages s USING (place)
"""
SNAPSHOTS = f"""
INSERT INTO leads_snapshot (workspace_id, id, fit, interest_sign, interest_log, interest_rate, rank_key, scored_at)
SELECT %(workspace_id)s, {_id()}, fit, 1, log, %(rate)s, ln(greatest(fit, 1)) + log, %(now)s
FROM (SELECT n, n * 31 %% 41 AS fit, ln(1 + n * 17 %% 151) + %(rate)s * (%(days)s - n * 13 %% 90) AS log FROM {EACH}) x
"""
VISITS = f"""
WITH {STAGES}
INSERT INTO leads_stagevisit (workspace_id, id, lead_id, stage, visit_no, from_stage, entered_at, left_at, reason, note, actor_kind,
    actor_name, recorded_at, out_of_order)
SELECT %(workspace_id)s, {_id("n * 10 + s.place", 2)}, {_id()}, s.key, 1, coalesce(lag(s.key) OVER (PARTITION BY n ORDER BY s.place), ''),
    at + (%(now)s - at) * s.place / (x.place + 2),
    CASE WHEN s.place < x.place THEN at + (%(now)s - at) * (s.place + 1) / (x.place + 2) END,
    CASE s.place WHEN 0 THEN 'first_seen' ELSE 'score' END, '', 'system', 'Leadway', at, false
FROM (SELECT n, {PLACE.format(n="n")} AS place, {_at()} AS at FROM {EACH}) x JOIN stages s ON s.place <= x.place
"""
VISITORS = f"""
INSERT INTO tracking_visitor (workspace_id, id, anonymous_id, episode, person_id, first_seen_at, last_seen_at, sessions, device, browser,
    country, is_bot, first_touch, last_touch, search_intent)
SELECT %(workspace_id)s, {_id(kind=3)}, 'browser-' || n, 1, {_id()}, {_at()}, {_session_at("n", "5")}, 5, 'desktop', 'Chrome', 'DE', false,
    '{{}}', '{{}}', ''
FROM {EACH}
"""
SESSIONS = f"""
INSERT INTO tracking_session (workspace_id, id, visitor_id, number, started_at, last_at, channel, source, medium, campaign, entry_url,
    exit_url, pages, events, engaged_ms)
SELECT %(workspace_id)s, {_id("n * 10 + s", 4)}, {_id(kind=3)}, s, {_session_at("n", "s")}, {_session_at("n", "s")} + interval '20 minutes',
    'direct', '', '', '', 'https://bench.example/', 'https://bench.example/pricing', 6, 10, 60000
FROM {EACH}, generate_series(1, 5) AS s
"""
EVENTS = f"""
INSERT INTO tracking_event (workspace_id, id, occurred_at, received_at, message_id, site_id, visitor_id, session_id, kind, name, door, url,
    path, title, channel, context, properties)
SELECT %(workspace_id)s, (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '70008' || lpad(to_hex(e), 15, '0'))::uuid, at,
    at, 'm' || e, %(site)s, {_id("v", 3)}, {_id("v * 10 + s", 4)}, CASE WHEN k > 0 THEN 'page' ELSE 'track' END,
    CASE WHEN k > 0 THEN '/page/' || e %% 500
         ELSE (ARRAY['asset_downloaded', 'form_submitted', 'email_opened', 'webinar_attended'])[1 + e / 7 %% 4] END,
    'js', 'https://bench.example/page/' || e %% 500, '/page/' || e %% 500, 'Page ' || e %% 500, 'direct',
    '{{"device": "desktop", "browser": "Chrome", "os": "Windows", "country": "DE", "locale": "en", "engaged_ms": 4000}}', '{{"plan": "b"}}'
FROM (SELECT e, e %% 7 AS k, 1 + e %% 5 AS s, 1 + floor(%(leads)s * power(random(), 1.5))::int AS v, random() AS r
      FROM generate_series(%(first)s::int, %(last)s::int) AS e) x,
     LATERAL (SELECT {_session_at("v", "s")} + r * interval '20 minutes' AS at) t
"""
INBOX = """
INSERT INTO tracking_inbox (workspace_id, message_id, site_id, door, kind, received_at, fingerprint, envelope, body, digested)
SELECT %(workspace_id)s, e.message_id, e.site_id, e.door, e.kind, e.received_at, 1, '{}', '{"type": "page", "properties": {"plan": "b"}}',
    true
FROM tracking_event e WHERE e.workspace_id = %(workspace_id)s AND e.occurred_at > %(now)s - interval '35 days'
ON CONFLICT DO NOTHING
"""
REFUSALS = f"""
INSERT INTO tracking_refusal (workspace_id, id, message_id, site_id, at, verdict, reason, pointer, detail, body)
SELECT %(workspace_id)s, {_id(kind=5)}, 'x' || n, %(site)s, %(now)s - n * interval '1 minute', 'refused', 'invalid', '/type',
    'Not a type.', ''
FROM {EACH} WHERE n <= %(leads)s / 20
"""
LEDGER = f"""
INSERT INTO scoring_ledgerentry (workspace_id, id, lead_id, rulebook_id, dimension, rule, points, decays, url_weight, behaviour_weight,
    occurred_at, recorded_at, reason, effect_key)
SELECT %(workspace_id)s, {_id("n * 1000 + i", 6)}, {_id()}, %(rulebook)s, CASE i %% 4 WHEN 0 THEN 'match' ELSE 'behaviour' END,
    'rule-' || i %% 12, 1 + i %% 9, i %% 4 > 0, 1, 1, at + (%(now)s - at) * i / 1000, %(now)s, 'Looked at a page', 'rule-' || i || ':' || n
FROM (SELECT n, {_at()} AS at, CASE WHEN n <= 20 THEN 500 ELSE 4 END AS many FROM {EACH} WHERE n %% 2 = 0 OR n <= 20) x,
     LATERAL generate_series(1, many) AS i
"""
TAGS = f"""
INSERT INTO scoring_tagentry (workspace_id, id, lead_id, tag_id, url_weight, behaviour_weight, decays, occurred_at, source, effect_key)
SELECT %(workspace_id)s, {_id("n * 10 + i", 7)}, {_id()}, (%(tags)s::uuid[])[1 + (n + i) %% array_length(%(tags)s::uuid[], 1)], 1, 1, true,
    {_at()}, 'rule', 'tag' || i
FROM {EACH}, generate_series(1, 2) AS i WHERE n %% 2 = 0
"""
HAND_OFFS = f"""
WITH {STAGES}
INSERT INTO sales_handoff (workspace_id, id, lead_id, visit_no, lane, rule, state, owner_id, opened_at, due_at, history, claimed_at,
    first_touch_at, closed_at, close_reason, rank_key, version, snoozed_until)
SELECT %(workspace_id)s, {_id(kind=8)}, l.id, 1, 'nurture_pool', '', state, CASE WHEN state <> 'open' THEN %(owner)s END,
    l.stage_entered_at, l.stage_entered_at + interval '1 day', false, CASE WHEN state <> 'open' THEN l.stage_entered_at END,
    CASE WHEN state = 'accepted' THEN l.stage_entered_at END, CASE WHEN state = 'accepted' THEN l.stage_entered_at END, '', sn.rank_key, 1,
    CASE WHEN n %% 11 = 0 AND state <> 'accepted' THEN %(now)s + interval '1 day' END
FROM {EACH} JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = {_id()} JOIN stages s ON s.key = l.stage
     JOIN leads_snapshot sn ON sn.workspace_id = %(workspace_id)s AND sn.id = l.id,
     LATERAL (SELECT CASE WHEN s.place > 5 THEN 'accepted' WHEN n %% 3 = 0 THEN 'claimed' ELSE 'open' END AS state) st
WHERE s.place >= 5
"""
TOUCHES = """
INSERT INTO sales_touch (workspace_id, id, lead_id, hand_off_id, kind, disposition, reason, note, at, actor_name, actor_id, external_id)
SELECT %(workspace_id)s, gen_random_uuid(), h.lead_id, h.id, 'call', 'no_answer', '', 'Rang.', h.opened_at, 'Bench', %(owner)s, ''
FROM sales_handoff h WHERE h.workspace_id = %(workspace_id)s AND h.state <> 'open'
"""
OPPORTUNITIES = """
INSERT INTO sales_opportunity (workspace_id, id, lead_id, name, state, value_minor, currency, opened_at, closed_at, lost_reason,
    external_id, owner_name, attributes)
SELECT %(workspace_id)s, gen_random_uuid(), l.id, 'Deal', CASE l.stage WHEN 'customer' THEN 'won' ELSE 'open' END, 100000, 'USD',
    l.stage_entered_at, CASE l.stage WHEN 'customer' THEN %(now)s::timestamptz END, '', '', 'Bench', '{}'
FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND l.stage IN ('opportunity', 'customer')
"""
TASKS = """
INSERT INTO sales_sdrtask (workspace_id, id, lead_id, title, body, effect_key, created_at, due_at, done_at, done_by)
SELECT %(workspace_id)s, gen_random_uuid(), h.lead_id, 'Call', '', 'task:' || h.id, h.opened_at, h.opened_at + interval '2 days',
    CASE WHEN h.state = 'accepted' THEN h.opened_at END, ''
FROM sales_handoff h WHERE h.workspace_id = %(workspace_id)s
"""
ENROLMENTS = f"""
INSERT INTO journeys_enrolment (workspace_id, id, due_at, attempt, last_error, state, passage, entry_key, entered_at, ended_at, end_reason,
    node, visit, node_entered_at, waiting_for, waiting_ref, signal, lead_id, journey_id, version_id)
SELECT %(workspace_id)s, {_id("n * 10 + j", 10)}, %(now)s + interval '30 days', 0, '',
    CASE WHEN n %% 4 = 0 THEN 'active' ELSE 'finished' END,
    1, 'bench', at, CASE WHEN n %% 4 > 0 THEN at + interval '9 days' END, '', (%(nodes)s::text[])[j], 3, at, '', '', '', {_id()},
    (%(journeys)s::uuid[])[j], (%(versions)s::uuid[])[j]
FROM (SELECT n, {_at()} AS at, 1 + n / 2 %% array_length(%(journeys)s::uuid[], 1) AS j FROM {EACH} WHERE n %% 2 = 0) x
"""
STEPS = """
INSERT INTO journeys_steprun (workspace_id, id, enrolment_id, journey_id, lead_id, node, visit, kind, at, outcome, detail)
SELECT %(workspace_id)s, gen_random_uuid(), e.id, e.journey_id, e.lead_id, e.node, v, 'wait', e.entered_at + v * interval '1 day', 'waited',
    '{}'
FROM journeys_enrolment e, generate_series(1, 3) AS v WHERE e.workspace_id = %(workspace_id)s
"""
MESSAGES = f"""
INSERT INTO campaigns_message (workspace_id, id, due_at, attempt, last_error, lead_id, person_id, version_id, effect_key, origin,
    to_address,
    subject, html, text, state, reason, mail_id, created_at, sent_at, opened_at, clicked_at)
SELECT %(workspace_id)s, {_id("n * 10 + i", 11)}, at, 0, '', p.id, p.id,
    (%(mails)s::uuid[])[1 + (n + i) %% array_length(%(mails)s::uuid[], 1)], 'bench:' || n || ':' || i, 'journey', p.email, 'Welcome',
    '<p>Hi</p>',
    'Hi', CASE WHEN n %% 50 = 0 THEN 'bounced' ELSE 'sent' END, '', '', at, at, CASE WHEN n %% 3 = 0 THEN at END,
    CASE WHEN n %% 9 = 0 THEN at END
FROM {EACH} JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = {_id()}, generate_series(1, 3) AS i,
     LATERAL (SELECT p.created_at + (%(now)s - p.created_at) * i / 4 AS at) t
WHERE p.email <> ''
"""
SUPPRESSIONS = f"""
INSERT INTO campaigns_suppression (workspace_id, id, address, reason, detail, at)
SELECT %(workspace_id)s, {_id(kind=12)}, 'no' || n || '@company.example', 'unsubscribed', '', {_at()} FROM {EACH} WHERE n %% 50 = 0
"""
AUDIT = f"""
INSERT INTO kernel_auditentry (workspace_id, id, at, actor_kind, actor_id, actor_name, verb, target_id, changes)
SELECT %(workspace_id)s, {_id(kind=13)}, {_at()}, 'user', %(owner)s::text, 'Bench', 'lead.changed', {_id()}::text, '{{"title": ["",
    "Head"]}}'
FROM {EACH}
"""
OUTBOX = f"""
INSERT INTO kernel_outbox (workspace_id, id, kind, payload, created_at)
SELECT %(workspace_id)s, {_id(kind=14)}, 'LeadScored', '{{}}', %(now)s - n * interval '5 seconds' FROM {EACH}
"""
DELIVERIES = f"""
INSERT INTO kernel_delivery (workspace_id, id, due_at, attempt, last_error, outbox_id, handler, state)
SELECT %(workspace_id)s, {_id("n * 10 + i", 15)}, %(now)s, 1, '', {_id(kind=14)}, 'handler-' || i,
    CASE WHEN n %% 1000 = 0 THEN 'parked' ELSE 'done' END
FROM {EACH}, generate_series(1, 2) AS i
"""
SUBMISSIONS = f"""
INSERT INTO capture_submission (workspace_id, id, form_id, version_id, key, state, at, "values", email, anonymous_id, url, referrer,
    attribution, language, user_agent, spam_score, spam_reasons, decided_by)
SELECT %(workspace_id)s, {_id(kind=16)}, %(form)s, %(form_version)s, 'bench-' || n,
    (ARRAY['accepted', 'accepted', 'confirmed', 'quarantined'])[1 + n %% 4], {_at()}, '{{"f_name": "Person"}}',
    'p' || n || '@company.example', 'browser-' || n, 'https://bench.example/', '', '{{"source": "google"}}', 'en', '', 0, '[]', ''
FROM {EACH} WHERE n %% 5 = 0
"""
CONSENTS = f"""
INSERT INTO capture_consent (workspace_id, id, submission_id, email, purpose, channel, text, text_version, language, given, at)
SELECT %(workspace_id)s, {_id(kind=17)}, {_id(kind=16)}, 'p' || n || '@company.example', 'news', 'email', 'Yes', 1, 'en', n %% 3 > 0,
    {_at()}
FROM {EACH} WHERE n %% 5 = 0
"""
REACTIONS = f"""
INSERT INTO onsite_reaction (workspace_id, id, visitor_id, kind, item_id, version, at)
SELECT %(workspace_id)s, {_id("n * 10 + i", 18)}, {_id(kind=3)}, (ARRAY['message_viewed', 'message_closed', 'message_clicked'])[i],
    %(popup)s, 1, {_at()}
FROM {EACH}, generate_series(1, 3) AS i
"""
DUPLICATES = f"""
INSERT INTO leads_duplicate (workspace_id, id, one_id, other_id, confidence, evidence, state, found_at, decided_by)
SELECT %(workspace_id)s, {_id(kind=19)}, {_id()}, {_id("n + 1")}, 40 + n %% 60,
    '[{{"kind": "name", "one": "Person", "other": "Person", "points": 40}}]', 'open', {_at()}, ''
FROM {EACH} WHERE n %% 20 = 0 AND n < %(leads)s
"""
EVENT_NAMES = f"""
INSERT INTO tracking_eventname (workspace_id, id, site_id, kind, name, first_seen_at, last_seen_at, total, blocked_total, description)
SELECT %(workspace_id)s, {_id(kind=20)}, %(site)s, 'track', 'bench_event_' || n, {_at()}, %(now)s, 1000, 0, ''
FROM {EACH} WHERE n <= 1900
"""
EVENT_DAYS = f"""
INSERT INTO tracking_eventday (workspace_id, id, entry_id, day, events, blocked)
SELECT %(workspace_id)s, {_id("n * 100 + d", 21)}, {_id(kind=20)}, (%(now)s::timestamptz - d * interval '1 day')::date, d, 0
FROM {EACH}, generate_series(1, 60) AS d WHERE n <= 1900
"""
VOLUMES = f"""
INSERT INTO tracking_volume (workspace_id, id, site_id, hour, accepted, duplicate, rejected, blocked, limited)
SELECT %(workspace_id)s, {_id(kind=22)}, %(site)s, date_trunc('hour', %(now)s::timestamptz) - n * interval '1 hour', n, 1, 1, 1, 1
FROM {EACH} WHERE n <= 9000
"""
HEAT = f"""
INSERT INTO tracking_heatcell (workspace_id, id, day, path, device, kind, x, y, selector, count)
SELECT %(workspace_id)s, {_id(kind=23)}, (%(now)s::timestamptz - n %% 60 * interval '1 day')::date, '/page/' || n %% 50, 'desktop',
    (ARRAY['click', 'reach', 'page'])[1 + n %% 3], n %% 100, n, '', 1
FROM {EACH}
"""
# In chunks of numbers, and at once.
OF_LEADS = (COMPANIES, PEOPLE, IDENTIFIERS, GRAMS, LEADS, SNAPSHOTS, VISITS, VISITORS, SESSIONS, REFUSALS, LEDGER, TAGS, HAND_OFFS,
    ENROLMENTS,
            MESSAGES, SUPPRESSIONS, AUDIT, OUTBOX, DELIVERIES, SUBMISSIONS, CONSENTS, REACTIONS, DUPLICATES, EVENT_NAMES, EVENT_DAYS,
            VOLUMES, HEAT)  # fmt: skip
AFTER = (INBOX, TOUCHES, OPPORTUNITIES, TASKS, STEPS)
