from django.db import migrations

from kernel.sealing import wall

INBOX = """
CREATE TABLE tracking_inbox (
    workspace_id uuid NOT NULL,
    message_id text NOT NULL,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    site_id uuid,
    door text NOT NULL,
    kind text NOT NULL,
    received_at timestamptz NOT NULL,
    fingerprint bigint NOT NULL,
    envelope json NOT NULL,
    body json NOT NULL,
    digested boolean NOT NULL DEFAULT false,
    PRIMARY KEY (workspace_id, message_id)
)
"""
WAITING = "CREATE INDEX tracking_inbox_waiting ON tracking_inbox (workspace_id, seq) WHERE NOT digested"

EVENT = """
CREATE TABLE tracking_event (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    message_id text NOT NULL,
    site_id uuid,
    visitor_id uuid NOT NULL,
    session_id uuid,
    kind text NOT NULL,
    name text NOT NULL,
    door text NOT NULL,
    url text NOT NULL DEFAULT '',
    path text NOT NULL DEFAULT '',
    title text NOT NULL DEFAULT '',
    referrer text NOT NULL DEFAULT '',
    channel text NOT NULL DEFAULT '',
    source text NOT NULL DEFAULT '',
    medium text NOT NULL DEFAULT '',
    campaign text NOT NULL DEFAULT '',
    is_bot boolean NOT NULL DEFAULT false,
    identity jsonb NOT NULL DEFAULT '{}',
    context jsonb NOT NULL DEFAULT '{}',
    properties jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (workspace_id, id, occurred_at)
) PARTITION BY RANGE (occurred_at)
"""
BY_VISITOR = "CREATE INDEX tracking_event_of_visitor ON tracking_event (workspace_id, visitor_id, occurred_at)"
DEFAULT = "CREATE TABLE tracking_event_default PARTITION OF tracking_event DEFAULT"
DEFAULT_WALL = [f"ALTER TABLE tracking_event_default {wall} ROW LEVEL SECURITY" for wall in ("ENABLE", "FORCE")]


class Migration(migrations.Migration):
    dependencies = [("tracking", "0001_initial")]

    operations = [
        migrations.RunSQL([INBOX, WAITING, *wall("tracking_inbox")], ["DROP TABLE tracking_inbox"]),
        migrations.RunSQL([EVENT, BY_VISITOR, *wall("tracking_event"), DEFAULT, *DEFAULT_WALL], ["DROP TABLE tracking_event"]),
    ]
