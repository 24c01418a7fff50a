-- What report tools read: ids in their usual form, instants as text, words instead of numbers. A column, once here,
-- stays.

-- Tickets, one row each. `tags` and `fields` are JSON.
CREATE VIEW tkit_view_ticket AS SELECT
    d.key AS desk,
    lower(substr(hex(t.id), 1, 8) || '-' || substr(hex(t.id), 9, 4) || '-' || substr(hex(t.id), 13, 4)
        || '-' || substr(hex(t.id), 17, 4) || '-' || substr(hex(t.id), 21)) AS id,
    t.number,
    t.version,
    t.standing,
    t.subject,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.created_at / 1000.0, 'unixepoch') AS created_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.updated_at / 1000.0, 'unixepoch') AS updated_at,
    t.workflow,
    t.status,
    t.category,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.status_since / 1000.0, 'unixepoch') AS status_since,
    t.priority,
    t.impact,
    t.urgency,
    t.type,
    t.channel,
    t.team,
    CASE WHEN t.owner IS NOT NULL THEN
        lower(substr(hex(t.owner), 1, 8) || '-' || substr(hex(t.owner), 9, 4) || '-' || substr(hex(t.owner), 13, 4)
        || '-' || substr(hex(t.owner), 17, 4) || '-' || substr(hex(t.owner), 21)) END AS owner,
    lower(substr(hex(t.requester), 1, 8) || '-' || substr(hex(t.requester), 9, 4) || '-' || substr(hex(t.requester), 13, 4)
        || '-' || substr(hex(t.requester), 17, 4) || '-' || substr(hex(t.requester), 21)) AS requester,
    CASE WHEN t.organization IS NOT NULL THEN
        lower(substr(hex(t.organization), 1, 8) || '-' || substr(hex(t.organization), 9, 4) || '-' || substr(hex(t.organization), 13, 4)
        || '-' || substr(hex(t.organization), 17, 4) || '-' || substr(hex(t.organization), 21)) END AS organization,
    t.language,
    t.tags,
    t.fields,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.due_at / 1000.0, 'unixepoch') AS due_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.planned_from / 1000.0, 'unixepoch') AS planned_from,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.planned_to / 1000.0, 'unixepoch') AS planned_to,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.snoozed_until / 1000.0, 'unixepoch') AS snoozed_until,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.waiting_since / 1000.0, 'unixepoch') AS waiting_since,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.first_reply_at / 1000.0, 'unixepoch') AS first_reply_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.last_reply_at / 1000.0, 'unixepoch') AS last_reply_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.last_requester_at / 1000.0, 'unixepoch') AS last_requester_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.solved_at / 1000.0, 'unixepoch') AS solved_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.closed_at / 1000.0, 'unixepoch') AS closed_at,
    t.reopens,
    t.handoffs,
    t.replies,
    t.messages
FROM tkit_ticket AS t JOIN tkit_desk AS d ON d.desk = t.desk;

-- History, one row for each fact. `changes` and `personal` are JSON: `{"status": ["new", "open"], "team": ["it"]}` for
-- a status that was `new`, and a team where there was none.
CREATE VIEW tkit_view_event AS SELECT
    d.key AS desk,
    e.feed & 1099511627775 AS feed,
    lower(substr(hex(e.id), 1, 8) || '-' || substr(hex(e.id), 9, 4) || '-' || substr(hex(e.id), 13, 4)
        || '-' || substr(hex(e.id), 17, 4) || '-' || substr(hex(e.id), 21)) AS id,
    CASE WHEN t.id IS NOT NULL THEN
        lower(substr(hex(t.id), 1, 8) || '-' || substr(hex(t.id), 9, 4) || '-' || substr(hex(t.id), 13, 4)
        || '-' || substr(hex(t.id), 17, 4) || '-' || substr(hex(t.id), 21)) END AS ticket,
    e.version,
    strftime('%Y-%m-%dT%H:%M:%fZ', e.at / 1000.0, 'unixepoch') AS at,
    e.type,
    CASE e.by_kind WHEN 0 THEN 'host' WHEN 1 THEN 'agent' WHEN 2 THEN 'requester' WHEN 3 THEN 'rule' ELSE 'system' END AS by_kind,
    CASE typeof(e.by) WHEN 'blob' THEN
        lower(substr(hex(e.by), 1, 8) || '-' || substr(hex(e.by), 9, 4) || '-' || substr(hex(e.by), 13, 4)
        || '-' || substr(hex(e.by), 17, 4) || '-' || substr(hex(e.by), 21)) ELSE e.by END AS by,
    e.public,
    e.depth,
    e.detail,
    e.changes,
    e.personal
FROM tkit_event AS e JOIN tkit_desk AS d ON d.desk = e.desk
    LEFT JOIN tkit_ticket AS t ON t.row = e.ticket;

-- Service-level clocks, one row for each cycle. Lengths of time are milliseconds.
CREATE VIEW tkit_view_clock AS SELECT
    d.key AS desk,
    lower(substr(hex(t.id), 1, 8) || '-' || substr(hex(t.id), 9, 4) || '-' || substr(hex(t.id), 13, 4)
        || '-' || substr(hex(t.id), 17, 4) || '-' || substr(hex(t.id), 21)) AS ticket,
    t.number,
    c.policy,
    c.metric,
    c.cycle,
    CASE c.state WHEN 0 THEN 'running' WHEN 1 THEN 'paused' WHEN 2 THEN 'fulfilled' ELSE 'cancelled' END AS state,
    c.slot,
    c.calendar,
    c.target_ms,
    c.working_days,
    c.used_ms,
    strftime('%Y-%m-%dT%H:%M:%fZ', c.started_at / 1000.0, 'unixepoch') AS started_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', c.due_at / 1000.0, 'unixepoch') AS due_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', c.stopped_at / 1000.0, 'unixepoch') AS stopped_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', c.breached_at / 1000.0, 'unixepoch') AS breached_at,
    c.stop_cause,
    c.breach_cause,
    c.config_version,
    c.pauses
FROM tkit_clock AS c JOIN tkit_desk AS d ON d.desk = c.desk JOIN tkit_ticket AS t ON t.row = c.ticket;

-- Messages, one row each.
CREATE VIEW tkit_view_message AS SELECT
    d.key AS desk,
    lower(substr(hex(m.id), 1, 8) || '-' || substr(hex(m.id), 9, 4) || '-' || substr(hex(m.id), 13, 4)
        || '-' || substr(hex(m.id), 17, 4) || '-' || substr(hex(m.id), 21)) AS id,
    lower(substr(hex(t.id), 1, 8) || '-' || substr(hex(t.id), 9, 4) || '-' || substr(hex(t.id), 13, 4)
        || '-' || substr(hex(t.id), 17, 4) || '-' || substr(hex(t.id), 21)) AS ticket,
    m.position,
    CASE m.kind WHEN 0 THEN 'reply' WHEN 1 THEN 'note' ELSE 'automated' END AS kind,
    m.public,
    CASE m.author_kind WHEN 0 THEN 'system' WHEN 1 THEN 'end_user' WHEN 2 THEN 'agent' ELSE 'bot' END AS author_kind,
    CASE typeof(m.author) WHEN 'blob' THEN
        lower(substr(hex(m.author), 1, 8) || '-' || substr(hex(m.author), 9, 4) || '-' || substr(hex(m.author), 13, 4)
        || '-' || substr(hex(m.author), 17, 4) || '-' || substr(hex(m.author), 21)) ELSE m.author END AS author,
    strftime('%Y-%m-%dT%H:%M:%fZ', m.at / 1000.0, 'unixepoch') AS at,
    m.body
FROM tkit_message AS m JOIN tkit_desk AS d ON d.desk = m.desk JOIN tkit_ticket AS t ON t.row = m.ticket;
