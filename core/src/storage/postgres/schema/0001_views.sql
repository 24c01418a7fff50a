-- What report tools read: ids as UUID, instants with their zone, words instead of numbers. A column, once here,
-- stays.

-- Tickets, one row each. `tags` and `fields` are JSON.
CREATE VIEW tkit_view_ticket AS SELECT
    d.key AS desk,
    encode(t.id, 'hex')::UUID AS id,
    t.number,
    t.version,
    t.standing,
    t.subject,
    to_timestamp(t.created_at / 1000.0) AS created_at,
    to_timestamp(t.updated_at / 1000.0) AS updated_at,
    t.workflow,
    t.status,
    t.category,
    to_timestamp(t.status_since / 1000.0) AS status_since,
    t.priority,
    t.impact,
    t.urgency,
    t.type,
    t.channel,
    t.team,
    encode(t.owner, 'hex')::UUID AS owner,
    encode(t.requester, 'hex')::UUID AS requester,
    encode(t.organization, 'hex')::UUID AS organization,
    t.language,
    t.tags_asked AS tags,
    t.fields_asked AS fields,
    to_timestamp(t.due_at / 1000.0) AS due_at,
    to_timestamp(t.planned_from / 1000.0) AS planned_from,
    to_timestamp(t.planned_to / 1000.0) AS planned_to,
    to_timestamp(t.snoozed_until / 1000.0) AS snoozed_until,
    to_timestamp(t.waiting_since / 1000.0) AS waiting_since,
    to_timestamp(t.first_reply_at / 1000.0) AS first_reply_at,
    to_timestamp(t.last_reply_at / 1000.0) AS last_reply_at,
    to_timestamp(t.last_requester_at / 1000.0) AS last_requester_at,
    to_timestamp(t.solved_at / 1000.0) AS solved_at,
    to_timestamp(t.closed_at / 1000.0) AS closed_at,
    t.reopens,
    t.handoffs,
    t.replies,
    t.messages
FROM tkit_ticket AS t JOIN tkit_desk AS d ON d.desk = t.desk;

-- History, one row for each fact. `changes` and `personal` are JSON: `{"status": ["new", "open"], "team": ["it"]}` for
-- a status that was `new`, and a team where there was none.
CREATE VIEW tkit_view_event AS SELECT
    d.key AS desk,
    e.feed,
    encode(e.id, 'hex')::UUID AS id,
    encode(e.ticket, 'hex')::UUID AS ticket,
    e.version,
    to_timestamp(e.at / 1000.0) AS at,
    e.type,
    CASE e.by_kind WHEN 0 THEN 'host' WHEN 1 THEN 'agent' WHEN 2 THEN 'requester' WHEN 3 THEN 'rule' ELSE 'system' END
        AS by_kind,
    CASE get_byte(e.by, 0) WHEN 0 THEN encode(substr(e.by, 2), 'hex')::UUID::TEXT
        ELSE convert_from(substr(e.by, 2), 'UTF8') END AS by,
    e.public = 1 AS public,
    e.depth,
    e.detail,
    e.changes,
    e.personal
FROM tkit_event AS e JOIN tkit_desk AS d ON d.desk = e.desk;

-- Service-level clocks, one row for each cycle. Lengths of time are milliseconds.
CREATE VIEW tkit_view_clock AS SELECT
    d.key AS desk,
    encode(t.id, 'hex')::UUID AS ticket,
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
    to_timestamp(c.started_at / 1000.0) AS started_at,
    to_timestamp(c.due_at / 1000.0) AS due_at,
    to_timestamp(c.stopped_at / 1000.0) AS stopped_at,
    to_timestamp(c.breached_at / 1000.0) AS breached_at,
    c.stop_cause,
    c.breach_cause,
    c.config_version,
    c.pauses
FROM tkit_clock AS c JOIN tkit_desk AS d ON d.desk = c.desk JOIN tkit_ticket AS t ON t.desk = c.desk AND t.id = c.ticket;

-- Messages, one row each.
CREATE VIEW tkit_view_message AS SELECT
    d.key AS desk,
    encode(m.id, 'hex')::UUID AS id,
    encode(m.ticket, 'hex')::UUID AS ticket,
    m.position,
    CASE m.kind WHEN 0 THEN 'reply' WHEN 1 THEN 'note' ELSE 'automated' END AS kind,
    m.public = 1 AS public,
    CASE m.author_kind WHEN 0 THEN 'system' WHEN 1 THEN 'end_user' WHEN 2 THEN 'agent' WHEN 3 THEN 'bot' ELSE 'unverified' END
        AS author_kind,
    CASE get_byte(m.author, 0) WHEN 0 THEN encode(substr(m.author, 2), 'hex')::UUID::TEXT
        ELSE convert_from(substr(m.author, 2), 'UTF8') END AS author,
    to_timestamp(m.at / 1000.0) AS at,
    m.body
FROM tkit_message AS m JOIN tkit_desk AS d ON d.desk = m.desk;
