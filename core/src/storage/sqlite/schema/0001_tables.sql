-- The first schema.
--
-- Every key begins with `desk`, the small number of a desk inside this file. Ids are 16 bytes; where one table speaks
-- of a ticket of another it uses `row`, the number of the ticket inside this file. Instants are milliseconds since
-- 1970, lists and the desk's own fields are JSON, and several people are their ids one after the other.
-- What report tools read are the views in the file beside this one.
--
-- What is only ever added to at its end (events, commands, records of routings) has one number for a key: the desk
-- times 2^40, and a count within the desk. So the desk leads, and a new row fills up the last page.

-- The steps that made this schema, each with the SHA-256 of its text.
CREATE TABLE tkit_migration (
    number INTEGER PRIMARY KEY,
    checksum BLOB NOT NULL
) STRICT;

CREATE TABLE tkit_desk (
    desk INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice
    id BLOB NOT NULL UNIQUE,
    key TEXT NOT NULL UNIQUE,
    config_version INTEGER NOT NULL,
    drawn INTEGER NOT NULL DEFAULT 0 -- the last ticket number that was drawn
) STRICT;

CREATE TABLE tkit_config (
    desk INTEGER NOT NULL REFERENCES tkit_desk,
    version INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (desk, version)
) STRICT, WITHOUT ROWID;

-- Where the thing of an id stands: `kind` is 0 for a command (`place`), 1 for a ticket (`row`), 2 for a message (`row`),
-- 3 for an effect (`at`), 4 for a record of a routing (`place`). One index for all of them, because the ids of what one
-- command makes stand side by side in it: the command touches one page, where as many indexes would be as many pages.
CREATE TABLE tkit_id (
    desk INTEGER NOT NULL,
    id BLOB NOT NULL,
    kind INTEGER NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (desk, id, kind)
) STRICT, WITHOUT ROWID;

-- Tickets. `assignees` is NULL where the owner alone is assigned, or nobody where there is no owner. `messages` and
-- `effects` count what the ticket ever got.
CREATE TABLE tkit_ticket (
    row INTEGER PRIMARY KEY,
    desk INTEGER NOT NULL REFERENCES tkit_desk,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    public_version INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    public_updated_at INTEGER NOT NULL,
    number TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    standing TEXT NOT NULL,
    subject TEXT NOT NULL,
    description BLOB,
    requester BLOB NOT NULL,
    organization BLOB,
    ccs BLOB,
    unverified BLOB,
    followers BLOB,
    team TEXT,
    owner BLOB,
    workflow TEXT NOT NULL,
    status TEXT NOT NULL,
    category TEXT NOT NULL,
    status_since INTEGER NOT NULL,
    priority TEXT NOT NULL,
    impact TEXT,
    urgency TEXT,
    type TEXT,
    channel TEXT NOT NULL,
    tags TEXT,
    fields TEXT,
    due_at INTEGER,
    planned_from INTEGER,
    planned_to INTEGER,
    spent_minutes INTEGER NOT NULL,
    estimate_minutes INTEGER,
    remaining_minutes INTEGER,
    checklist TEXT,
    checklist_open INTEGER NOT NULL,
    external_ids TEXT,
    fold_key TEXT,
    repeats INTEGER NOT NULL,
    language TEXT,
    follow_up_of BLOB,
    split_of BLOB,
    parent BLOB,
    problem BLOB,
    relates BLOB,
    merged_into BLOB,
    merged_openly INTEGER NOT NULL,
    merged_ccs BLOB,
    open_since INTEGER,
    delay_told_at INTEGER,
    snoozed_until INTEGER,
    status_before_snooze TEXT,
    approval TEXT,
    waiting_since INTEGER,
    first_reply_at INTEGER,
    last_reply_at INTEGER,
    last_requester_at INTEGER,
    solved_at INTEGER,
    closed_at INTEGER,
    reopens INTEGER NOT NULL,
    handoffs INTEGER NOT NULL,
    replies INTEGER NOT NULL,
    link_generation INTEGER NOT NULL,
    weight INTEGER,
    respond_by INTEGER,
    pulled INTEGER NOT NULL,
    declined TEXT,
    queued_since INTEGER,
    rungs INTEGER NOT NULL,
    past_teams TEXT,
    assignees BLOB,
    done INTEGER NOT NULL, -- 0 while there is work to do, 1 when the category is solved or closed, 2 unless active
    empty INTEGER NOT NULL, -- a bit for each column that may be NULL and is, in an order of the library's own
    messages INTEGER NOT NULL,
    effects INTEGER NOT NULL,
    pull_due INTEGER, -- these three are its place among those that an agent can take next, while it waits for one
    pull_rank INTEGER,
    pull_since INTEGER
) STRICT;
CREATE UNIQUE INDEX tkit_ticket_number ON tkit_ticket (desk, number);
CREATE INDEX tkit_ticket_by_age ON tkit_ticket (desk, done, created_at, id);
CREATE INDEX tkit_ticket_by_update ON tkit_ticket (desk, done, updated_at);
CREATE INDEX tkit_ticket_by_team ON tkit_ticket (desk, team, done, created_at, id) WHERE team IS NOT NULL;
CREATE INDEX tkit_ticket_by_owner ON tkit_ticket (desk, owner, done, created_at) WHERE owner IS NOT NULL;
CREATE INDEX tkit_ticket_by_requester ON tkit_ticket (desk, requester, done, created_at);
CREATE INDEX tkit_ticket_by_organization ON tkit_ticket (desk, organization, done, created_at)
    WHERE organization IS NOT NULL;
CREATE UNIQUE INDEX tkit_ticket_fold_key ON tkit_ticket (desk, fold_key) WHERE fold_key IS NOT NULL;
-- Who waits for an owner.
CREATE INDEX tkit_ticket_queue ON tkit_ticket (desk, team, created_at, id)
    WHERE done = 0 AND owner IS NULL AND team IS NOT NULL;
-- What can be taken next, in the order of urgency.
CREATE INDEX tkit_ticket_pull ON tkit_ticket (desk, team, pull_due, pull_rank, pull_since, id)
    WHERE pull_due IS NOT NULL;

-- Tickets by the tickets that they name: `kind` is 1 for what was merged into the target, 2 for what carries it on, 3 for its
-- parts, 4 for what shares its cause, 5 for what has to do with it; `open` is 1 while the ticket itself is still to be
-- done, `id` and `created_at` are its own.
CREATE TABLE tkit_link (
    desk INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    target BLOB NOT NULL,
    open INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    id BLOB NOT NULL,
    ticket INTEGER NOT NULL,
    PRIMARY KEY (desk, kind, target, open, created_at, id)
) STRICT, WITHOUT ROWID;

-- Who has a part in a ticket, other than its requester and a lone owner: 1 assigned, 2 in copy, 3 follows, 4 in copy by a
-- ticket that was merged into it, 5 wrote to it without being known to belong to it. `done`, `created_at` and `id` are
-- those of the ticket: what somebody has a part in stands in the order of its creation, what is to be done apart.
CREATE TABLE tkit_participant (
    desk INTEGER NOT NULL,
    person BLOB NOT NULL,
    part INTEGER NOT NULL,
    done INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    id BLOB NOT NULL,
    ticket INTEGER NOT NULL,
    PRIMARY KEY (desk, person, part, done, created_at, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tkit_external_id (
    desk INTEGER NOT NULL,
    system TEXT NOT NULL,
    id TEXT NOT NULL,
    ticket INTEGER NOT NULL,
    PRIMARY KEY (desk, system, id)
) STRICT, WITHOUT ROWID;

-- Conversations. `kind` is 0 for a reply, 1 for a note, 2 for what was produced; `author_kind` is 0 for the engine,
-- 1 for a customer, 2 for an agent, 3 for a program, 4 for somebody who is not known to belong to the ticket; `author` is a person's id or the name of a rule.
CREATE TABLE tkit_message (
    row INTEGER PRIMARY KEY,
    desk INTEGER NOT NULL,
    id BLOB NOT NULL,
    ticket INTEGER NOT NULL,
    position INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    public INTEGER NOT NULL,
    author_kind INTEGER NOT NULL,
    author ANY,
    at INTEGER NOT NULL,
    external_id TEXT,
    attachments TEXT,
    body TEXT NOT NULL,
    html TEXT
) STRICT;
CREATE UNIQUE INDEX tkit_message_thread ON tkit_message (desk, ticket, position);
CREATE UNIQUE INDEX tkit_message_external_id ON tkit_message (desk, external_id) WHERE external_id IS NOT NULL;
-- What customers wrote: an erasure finds it by its author.
CREATE INDEX tkit_message_by_customer ON tkit_message (desk, author, ticket) WHERE author_kind IN (1, 4);

-- The rows of the messages that have a file. The file of another message stays when one is erased.
CREATE TABLE tkit_file (
    desk INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    message INTEGER NOT NULL,
    PRIMARY KEY (desk, sha256, message)
) STRICT, WITHOUT ROWID;

-- History. `by_kind` is 0 for the host, 1 for an agent, 2 for a requester, 3 for a rule, 4 for the engine; `by` is a
-- person's id or the name of a rule. `changes` and `personal` hold for each field what it was and what it is, or only
-- the latter where it was empty; only `personal` can hold what a person wrote.
CREATE TABLE tkit_event (
    feed INTEGER PRIMARY KEY, -- counts the events of the desk in the order of their commits
    desk INTEGER NOT NULL,
    ticket INTEGER,
    version INTEGER NOT NULL,
    public_version INTEGER NOT NULL,
    public INTEGER NOT NULL,
    at INTEGER NOT NULL,
    id BLOB NOT NULL,
    by_kind INTEGER NOT NULL,
    by ANY,
    command BLOB NOT NULL,
    depth INTEGER NOT NULL,
    type TEXT NOT NULL,
    detail TEXT,
    changes TEXT,
    personal TEXT
) STRICT;
CREATE UNIQUE INDEX tkit_event_history ON tkit_event (desk, ticket, version) WHERE ticket IS NOT NULL;
-- The changes of a person, whom `detail` names.
CREATE INDEX tkit_event_person ON tkit_event (desk, detail) WHERE type = 'person_changed';

-- Service-level clocks. `state` is 0 running, 1 paused, 2 fulfilled, 3 cancelled.
CREATE TABLE tkit_clock (
    desk INTEGER NOT NULL,
    ticket INTEGER NOT NULL,
    policy TEXT NOT NULL,
    metric TEXT NOT NULL,
    cycle INTEGER NOT NULL,
    slot TEXT,
    config_version INTEGER NOT NULL,
    calendar TEXT,
    zone_rules TEXT NOT NULL,
    target_ms INTEGER NOT NULL,
    working_days INTEGER,
    fixed_at INTEGER,
    state INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    counted_from INTEGER,
    stopped_at INTEGER,
    stop_cause TEXT,
    due_at INTEGER,
    used_ms INTEGER,
    breached_at INTEGER,
    breach_cause TEXT,
    pauses TEXT,
    steps TEXT,
    PRIMARY KEY (desk, ticket, policy, metric, cycle)
) STRICT, WITHOUT ROWID;

-- What will happen by itself. `ticket` is the id of the ticket, and empty for the desk's own work: so the index below
-- holds timers in the order in which they fire, however many share one instant.
CREATE TABLE tkit_timer (
    desk INTEGER NOT NULL,
    ticket BLOB NOT NULL,
    cause TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    PRIMARY KEY (desk, ticket, cause)
) STRICT, WITHOUT ROWID;
-- The one key that does not begin with the desk: one look finds what is due in all of them.
CREATE INDEX tkit_timer_due ON tkit_timer (due_at, desk, ticket, cause);

-- Long work, whether it is done or not. `kind` is JSON, `by_kind` and `by` as in `tkit_event`; `state` is 0 running,
-- 1 done, 2 cancelled; `refusals` is JSON.
CREATE TABLE tkit_job (
    desk INTEGER NOT NULL REFERENCES tkit_desk,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    root BLOB NOT NULL,
    by_kind INTEGER NOT NULL,
    by ANY,
    at INTEGER NOT NULL,
    config_version INTEGER NOT NULL,
    state INTEGER NOT NULL,
    total INTEGER,
    done INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    after_created_at INTEGER,
    after_ticket BLOB,
    again INTEGER NOT NULL,
    refusals TEXT,
    PRIMARY KEY (desk, id)
) STRICT, WITHOUT ROWID;

-- Duties of the host that are not done. `state` is 0 waiting, 1 leased, 2 parked.
CREATE TABLE tkit_effect (
    desk INTEGER NOT NULL,
    at INTEGER NOT NULL,
    id BLOB NOT NULL,
    ticket INTEGER NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    state INTEGER NOT NULL,
    worker TEXT,
    token INTEGER,
    until INTEGER,
    reason TEXT,
    PRIMARY KEY (desk, at, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX tkit_effect_order ON tkit_effect (desk, ticket, position);

-- Commands in the order of their commits. `actor_kind` is 0 for the host, 1 for an agent, 2 for a requester, `actor`
-- an id or the host's key; 3 for who came by a link, `actor` the ids of person and ticket and the link's generation. The texts of the body stand in the messages that `texts` lists; `body` is NULL where it was
-- erased.
CREATE TABLE tkit_command (
    place INTEGER PRIMARY KEY,
    desk INTEGER NOT NULL,
    id BLOB NOT NULL,
    actor_kind INTEGER NOT NULL,
    actor ANY,
    at INTEGER NOT NULL,
    config_version INTEGER NOT NULL,
    zone_rules TEXT NOT NULL,
    digest ANY NOT NULL,
    body TEXT,
    texts BLOB,
    number INTEGER,
    to_command BLOB, -- NULL where it is `id`
    to_ticket BLOB,
    to_number TEXT,
    to_version INTEGER,
    to_message BLOB,
    to_person BLOB,
    to_organization BLOB,
    to_job BLOB,
    to_config_version INTEGER,
    notices TEXT
) STRICT;

-- People. `agent` is the profile of staff.
CREATE TABLE tkit_person (
    desk INTEGER NOT NULL REFERENCES tkit_desk,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    key TEXT,
    name TEXT NOT NULL,
    addresses TEXT,
    phone TEXT,
    organization BLOB,
    language TEXT,
    external_ids TEXT,
    agent TEXT,
    erased_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (desk, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX tkit_person_key ON tkit_person (desk, key) WHERE key IS NOT NULL;
CREATE INDEX tkit_person_staff ON tkit_person (desk, id) WHERE agent IS NOT NULL;

CREATE TABLE tkit_address (
    desk INTEGER NOT NULL,
    address TEXT NOT NULL,
    person BLOB NOT NULL,
    PRIMARY KEY (desk, address)
) STRICT, WITHOUT ROWID;

-- Active agents by team.
CREATE TABLE tkit_member (
    desk INTEGER NOT NULL,
    team TEXT NOT NULL,
    person BLOB NOT NULL,
    PRIMARY KEY (desk, team, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE tkit_organization (
    desk INTEGER NOT NULL REFERENCES tkit_desk,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    key TEXT,
    name TEXT NOT NULL,
    shared INTEGER NOT NULL,
    calendar TEXT,
    external_ids TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (desk, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX tkit_organization_key ON tkit_organization (desk, key) WHERE key IS NOT NULL;

-- Routings: who was looked at, and who won. `candidates` are 16 bytes of a person each, the number of a verdict, and what
-- the verdict names.
CREATE TABLE tkit_decision (
    place INTEGER PRIMARY KEY,
    desk INTEGER NOT NULL,
    id BLOB NOT NULL,
    ticket INTEGER NOT NULL,
    at INTEGER NOT NULL,
    team TEXT NOT NULL,
    strategy TEXT NOT NULL,
    candidates BLOB NOT NULL,
    winner BLOB
) STRICT;

-- Counters by name and person: `load` is the weight of the unfinished tickets that an agent owns, `turn/TEAM` the place
-- in the rotation of a team.
CREATE TABLE tkit_counter (
    desk INTEGER NOT NULL,
    counter TEXT NOT NULL,
    person BLOB NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (desk, counter, person)
) STRICT, WITHOUT ROWID;

-- How often rules and macros have fired, and when last.
CREATE TABLE tkit_fired (
    desk INTEGER NOT NULL,
    kind TEXT NOT NULL,
    rule TEXT NOT NULL,
    times INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (desk, kind, rule)
) STRICT, WITHOUT ROWID;

-- Text search. What is indexed are words of ours, each with the number of its desk and the sort of its text before
-- it, so that a search only ever meets texts of its own desk that its audience may read; SQLite only splits at the
-- spaces between them. Tickets and messages beyond the marks, and tickets with a new subject, wait to be indexed.
CREATE VIRTUAL TABLE tkit_search USING fts5 (
    words,
    content = '',
    detail = none,
    columnsize = 0,
    tokenize = 'ascii'
);
-- A word that is taken out is gone from the index itself.
INSERT INTO tkit_search (tkit_search, rank) VALUES ('secure-delete', 1);

-- The texts in the index; `message` is 0 for the subject of the ticket.
CREATE TABLE tkit_text (
    row INTEGER PRIMARY KEY,
    desk INTEGER NOT NULL,
    ticket INTEGER NOT NULL,
    message INTEGER NOT NULL
) STRICT;

-- The creation of the youngest ticket of a desk of which there is a text in the index up to a row of it: a search that
-- reads the index backwards knows by this when no younger ticket can follow.
CREATE TABLE tkit_text_age (
    desk INTEGER NOT NULL,
    up_to INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (desk, up_to)
) STRICT, WITHOUT ROWID;

-- Indexed tickets whose subject is another by now, with the one that was indexed.
CREATE TABLE tkit_retitled (
    ticket INTEGER PRIMARY KEY,
    desk INTEGER NOT NULL,
    subject TEXT NOT NULL
) STRICT;

-- How far texts are indexed: the last row of `tkit_ticket` and of `tkit_message`.
CREATE TABLE tkit_text_mark (
    mark INTEGER PRIMARY KEY CHECK (mark = 1),
    ticket INTEGER NOT NULL,
    message INTEGER NOT NULL
) STRICT;
INSERT INTO tkit_text_mark VALUES (1, 0, 0);
