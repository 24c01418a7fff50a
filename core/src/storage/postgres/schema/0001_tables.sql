-- The first schema.
--
-- Every key begins with `desk`, the 16 bytes of a desk's id, by which a distributed engine spreads the rows. Tickets
-- and all other things are named by their ids, 16 bytes each. Instants are milliseconds since 1970, every whole number
-- and every yes or no is a BIGINT, lists and the desk's own fields are JSON, and several people are their ids one
-- after the other. Texts are ordered by their bytes. The first byte of `by`, `author`, `actor` and `digest` says what
-- follows it: 0 bytes, 1 a text. The tables stand in a schema of their own, whose name the library puts before each
-- `tkit_`.

-- `feed` and `places` are the last numbers of its events and of its commands: every commit moves them.
CREATE TABLE tkit_desk (
    desk BYTEA PRIMARY KEY,
    key TEXT COLLATE "C" NOT NULL,
    config_version BIGINT NOT NULL,
    feed BIGINT NOT NULL,
    places BIGINT NOT NULL
);
-- The one unique index that does not begin with the desk: it is how a desk is found.
CREATE UNIQUE INDEX desk_key ON tkit_desk (key);

-- The last ticket number that was drawn; apart from the desk, so that who draws one does not wait for who commits.
CREATE TABLE tkit_drawn (
    desk BYTEA PRIMARY KEY,
    number BIGINT NOT NULL
);

CREATE TABLE tkit_config (
    desk BYTEA NOT NULL,
    version BIGINT NOT NULL,
    document TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (desk, version)
);

-- Tickets. `assignees` is NULL where the owner alone is assigned, or nobody where there is no owner. `messages` and
-- `effects` count what the ticket ever got.
CREATE TABLE tkit_ticket (
    desk BYTEA NOT NULL,
    id BYTEA NOT NULL,
    version BIGINT NOT NULL,
    public_version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    public_updated_at BIGINT NOT NULL,
    number TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    standing TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    description BYTEA,
    requester BYTEA NOT NULL,
    organization BYTEA,
    ccs BYTEA,
    unverified BYTEA,
    followers BYTEA,
    team TEXT COLLATE "C",
    owner BYTEA,
    workflow TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    category TEXT COLLATE "C" NOT NULL,
    status_since BIGINT NOT NULL,
    priority TEXT COLLATE "C" NOT NULL,
    impact TEXT COLLATE "C",
    urgency TEXT COLLATE "C",
    type TEXT COLLATE "C",
    channel TEXT COLLATE "C" NOT NULL,
    tags TEXT COLLATE "C",
    fields TEXT COLLATE "C",
    due_at BIGINT,
    planned_from BIGINT,
    planned_to BIGINT,
    spent_minutes BIGINT NOT NULL,
    estimate_minutes BIGINT,
    remaining_minutes BIGINT,
    checklist TEXT COLLATE "C",
    checklist_open BIGINT NOT NULL,
    external_ids TEXT COLLATE "C",
    fold_key TEXT COLLATE "C",
    repeats BIGINT NOT NULL,
    language TEXT COLLATE "C",
    follow_up_of BYTEA,
    split_of BYTEA,
    parent BYTEA,
    problem BYTEA,
    relates BYTEA,
    merged_into BYTEA,
    merged_openly BIGINT NOT NULL,
    merged_ccs BYTEA,
    open_since BIGINT,
    delay_told_at BIGINT,
    snoozed_until BIGINT,
    status_before_snooze TEXT COLLATE "C",
    approval TEXT COLLATE "C",
    waiting_since BIGINT,
    first_reply_at BIGINT,
    last_reply_at BIGINT,
    last_requester_at BIGINT,
    solved_at BIGINT,
    closed_at BIGINT,
    reopens BIGINT NOT NULL,
    handoffs BIGINT NOT NULL,
    replies BIGINT NOT NULL,
    link_generation BIGINT NOT NULL,
    weight BIGINT,
    respond_by BIGINT,
    pulled BIGINT NOT NULL,
    declined TEXT COLLATE "C",
    queued_since BIGINT,
    rungs BIGINT NOT NULL,
    past_teams TEXT COLLATE "C",
    assignees BYTEA,
    done BIGINT NOT NULL, -- 0 while there is work to do, 1 when the category is solved or closed, 2 unless active
    empty BIGINT NOT NULL, -- a bit for each column that may be NULL and is, in an order of the library's own
    messages BIGINT NOT NULL,
    effects BIGINT NOT NULL,
    pull_due BIGINT, -- these three are its place among those that an agent can take next, while it waits for one
    pull_rank BIGINT,
    pull_since BIGINT,
    subject_folded TEXT COLLATE "C" NOT NULL, -- from here on: what is asked for, made from what is above
    number_folded TEXT COLLATE "C" NOT NULL,
    fold_key_folded TEXT COLLATE "C",
    language_folded TEXT COLLATE "C",
    tags_asked JSONB,
    fields_asked JSONB,
    fields_folded JSONB,
    words TSVECTOR NOT NULL,
    PRIMARY KEY (desk, id)
);
CREATE UNIQUE INDEX ticket_number ON tkit_ticket (desk, number);
CREATE INDEX ticket_by_age ON tkit_ticket (desk, done, created_at, id);
CREATE INDEX ticket_by_update ON tkit_ticket (desk, done, updated_at);
CREATE INDEX ticket_by_team ON tkit_ticket (desk, team, done, created_at, id) WHERE team IS NOT NULL;
CREATE INDEX ticket_by_owner ON tkit_ticket (desk, owner, done, created_at) WHERE owner IS NOT NULL;
CREATE INDEX ticket_by_requester ON tkit_ticket (desk, requester, done, created_at);
CREATE INDEX ticket_by_organization ON tkit_ticket (desk, organization, done, created_at)
    WHERE organization IS NOT NULL;
CREATE UNIQUE INDEX ticket_fold_key ON tkit_ticket (desk, fold_key) WHERE fold_key IS NOT NULL;
-- Who waits for an owner.
CREATE INDEX ticket_queue ON tkit_ticket (desk, team, created_at, id)
    WHERE done = 0 AND owner IS NULL AND team IS NOT NULL;
-- What can be taken next, in the order of urgency.
CREATE INDEX ticket_pull ON tkit_ticket (desk, team, pull_due, pull_rank, pull_since, id)
    WHERE pull_due IS NOT NULL;
CREATE INDEX ticket_words ON tkit_ticket USING gin (words);

-- Tickets by the tickets that they name: `kind` is 1 for what was merged into the target, 2 for what carries it on, 3
-- for its parts, 4 for what shares its cause, 5 for what has to do with it; `open` is 1 while the ticket itself is
-- still to be done, `ticket` and `created_at` are its own.
CREATE TABLE tkit_link (
    desk BYTEA NOT NULL,
    kind BIGINT NOT NULL,
    target BYTEA NOT NULL,
    open BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    ticket BYTEA NOT NULL,
    PRIMARY KEY (desk, kind, target, open, created_at, ticket)
);

-- Who has a part in a ticket, other than its requester and a lone owner: 1 assigned, 2 in copy, 3 follows, 4 in copy
-- by a ticket that was merged into it, 5 wrote to it without being known to belong to it. `done` and `created_at` are
-- those of the ticket: what somebody has a part in stands in the order of its creation, what is to be done apart.
CREATE TABLE tkit_participant (
    desk BYTEA NOT NULL,
    person BYTEA NOT NULL,
    part BIGINT NOT NULL,
    done BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    ticket BYTEA NOT NULL,
    PRIMARY KEY (desk, person, part, done, created_at, ticket)
);

CREATE TABLE tkit_external_id (
    desk BYTEA NOT NULL,
    system TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    ticket BYTEA NOT NULL,
    PRIMARY KEY (desk, system, id)
);

-- Conversations. `kind` is 0 for a reply, 1 for a note, 2 for what was produced; `author_kind` is 0 for the engine, 1
-- for a customer, 2 for an agent, 3 for a program, 4 for somebody who is not known to belong to the ticket; `author`
-- is a person's id or the name of a rule.
CREATE TABLE tkit_message (
    desk BYTEA NOT NULL,
    id BYTEA NOT NULL,
    ticket BYTEA NOT NULL,
    position BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    public BIGINT NOT NULL,
    author_kind BIGINT NOT NULL,
    author BYTEA,
    at BIGINT NOT NULL,
    external_id TEXT COLLATE "C",
    attachments TEXT COLLATE "C",
    body TEXT COLLATE "C" NOT NULL,
    html TEXT COLLATE "C",
    words TSVECTOR NOT NULL, -- those of the body
    PRIMARY KEY (desk, id)
);
CREATE UNIQUE INDEX message_thread ON tkit_message (desk, ticket, position);
CREATE UNIQUE INDEX message_external_id ON tkit_message (desk, external_id) WHERE external_id IS NOT NULL;
-- What customers wrote: an erasure finds it by its author.
CREATE INDEX message_by_customer ON tkit_message (desk, author, ticket) WHERE author_kind IN (1, 4);
-- Text search. The words are ours; public and internal texts stand apart, so that a search only meets what its
-- audience may read.
CREATE INDEX message_public_words ON tkit_message USING gin (words) WHERE public = 1;
CREATE INDEX message_internal_words ON tkit_message USING gin (words) WHERE public = 0;

-- The messages that have a file. The file of another message stays when one is erased.
CREATE TABLE tkit_file (
    desk BYTEA NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL,
    message BYTEA NOT NULL,
    PRIMARY KEY (desk, sha256, message)
);

-- History. `by_kind` is 0 for the host, 1 for an agent, 2 for a requester, 3 for a rule, 4 for the engine; `by` is a
-- person's id or the name of a rule. `changes` and `personal` hold for each field what it was and what it is, or only
-- the latter where it was empty; only `personal` can hold what a person wrote.
CREATE TABLE tkit_event (
    desk BYTEA NOT NULL,
    feed BIGINT NOT NULL, -- counts the events of the desk in the order of their commits
    ticket BYTEA,
    version BIGINT NOT NULL,
    public_version BIGINT NOT NULL,
    public BIGINT NOT NULL,
    at BIGINT NOT NULL,
    id BYTEA NOT NULL,
    by_kind BIGINT NOT NULL,
    by BYTEA,
    command BYTEA NOT NULL,
    depth BIGINT NOT NULL,
    type TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C",
    changes TEXT COLLATE "C",
    personal TEXT COLLATE "C",
    PRIMARY KEY (desk, feed)
);
CREATE UNIQUE INDEX event_history ON tkit_event (desk, ticket, version) WHERE ticket IS NOT NULL;
-- The changes of a person, whom `detail` names.
CREATE INDEX event_person ON tkit_event (desk, detail) WHERE type = 'person_changed';

-- Service-level clocks. `state` is 0 running, 1 paused, 2 fulfilled, 3 cancelled.
CREATE TABLE tkit_clock (
    desk BYTEA NOT NULL,
    ticket BYTEA NOT NULL,
    policy TEXT COLLATE "C" NOT NULL,
    metric TEXT COLLATE "C" NOT NULL,
    cycle BIGINT NOT NULL,
    slot TEXT COLLATE "C",
    config_version BIGINT NOT NULL,
    calendar TEXT COLLATE "C",
    zone_rules TEXT COLLATE "C" NOT NULL,
    target_ms BIGINT NOT NULL,
    working_days BIGINT,
    fixed_at BIGINT,
    state BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    counted_from BIGINT,
    stopped_at BIGINT,
    stop_cause TEXT COLLATE "C",
    due_at BIGINT,
    used_ms BIGINT,
    breached_at BIGINT,
    breach_cause TEXT COLLATE "C",
    pauses TEXT COLLATE "C",
    steps TEXT COLLATE "C",
    PRIMARY KEY (desk, ticket, policy, metric, cycle)
);

-- What will happen by itself. `ticket` is the id of the ticket, and empty for the desk's own work: so the index below
-- holds timers in the order in which they fire, however many share one instant.
CREATE TABLE tkit_timer (
    desk BYTEA NOT NULL,
    ticket BYTEA NOT NULL,
    cause TEXT COLLATE "C" NOT NULL,
    due_at BIGINT NOT NULL,
    PRIMARY KEY (desk, ticket, cause)
);
-- The one key that does not begin with the desk: one look finds what is due in all of them.
CREATE INDEX timer_due ON tkit_timer (due_at, desk, ticket, cause);

-- Long work, whether it is done or not. `kind` is JSON, `by_kind` and `by` as in `tkit_event`; `state` is 0 running,
-- 1 done, 2 cancelled; `refusals` is JSON.
CREATE TABLE tkit_job (
    desk BYTEA NOT NULL,
    id BYTEA NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    root BYTEA NOT NULL,
    by_kind BIGINT NOT NULL,
    by BYTEA,
    at BIGINT NOT NULL,
    config_version BIGINT NOT NULL,
    state BIGINT NOT NULL,
    total BIGINT,
    done BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    after_created_at BIGINT,
    after_ticket BYTEA,
    again BIGINT NOT NULL,
    refusals TEXT COLLATE "C",
    PRIMARY KEY (desk, id)
);

-- Duties of the host that are not done. `state` is 0 waiting, 1 leased, 2 parked.
CREATE TABLE tkit_effect (
    desk BYTEA NOT NULL,
    at BIGINT NOT NULL,
    id BYTEA NOT NULL,
    ticket BYTEA NOT NULL,
    position BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    attempts BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    state BIGINT NOT NULL,
    worker TEXT COLLATE "C",
    token BIGINT,
    until BIGINT,
    reason TEXT COLLATE "C",
    PRIMARY KEY (desk, id)
);
CREATE INDEX effect_by_age ON tkit_effect (desk, at, id);
CREATE UNIQUE INDEX effect_order ON tkit_effect (desk, ticket, position);

-- Commands in the order of their commits. `actor_kind` is 0 for the host, 1 for an agent, 2 for a requester, `actor`
-- an id or the host's key; 3 for who came by a link, `actor` the ids of person and ticket and the link's generation.
-- The texts of the body stand in the messages that `texts` lists; `body` is NULL where it was erased.
CREATE TABLE tkit_command (
    desk BYTEA NOT NULL,
    id BYTEA NOT NULL,
    place BIGINT NOT NULL,
    feed BIGINT NOT NULL, -- the last number of the feed once it was committed
    actor_kind BIGINT NOT NULL,
    actor BYTEA,
    at BIGINT NOT NULL,
    config_version BIGINT NOT NULL,
    zone_rules TEXT COLLATE "C" NOT NULL,
    digest BYTEA NOT NULL,
    body TEXT COLLATE "C",
    texts BYTEA,
    number BIGINT,
    to_command BYTEA, -- NULL where it is `id`
    to_ticket BYTEA,
    to_number TEXT COLLATE "C",
    to_version BIGINT,
    to_message BYTEA,
    to_person BYTEA,
    to_organization BYTEA,
    to_job BYTEA,
    to_config_version BIGINT,
    notices TEXT COLLATE "C",
    PRIMARY KEY (desk, id)
);
CREATE UNIQUE INDEX command_order ON tkit_command (desk, place);

-- People. `agent` is the profile of staff.
CREATE TABLE tkit_person (
    desk BYTEA NOT NULL,
    id BYTEA NOT NULL,
    version BIGINT NOT NULL,
    key TEXT COLLATE "C",
    name TEXT COLLATE "C" NOT NULL,
    addresses TEXT COLLATE "C",
    phone TEXT COLLATE "C",
    organization BYTEA,
    language TEXT COLLATE "C",
    external_ids TEXT COLLATE "C",
    agent TEXT COLLATE "C",
    erased_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (desk, id)
);
CREATE UNIQUE INDEX person_key ON tkit_person (desk, key) WHERE key IS NOT NULL;
CREATE INDEX person_staff ON tkit_person (desk, id) WHERE agent IS NOT NULL;

CREATE TABLE tkit_address (
    desk BYTEA NOT NULL,
    address TEXT COLLATE "C" NOT NULL,
    person BYTEA NOT NULL,
    PRIMARY KEY (desk, address)
);
CREATE INDEX address_by_person ON tkit_address (desk, person);

-- Active agents by team.
CREATE TABLE tkit_member (
    desk BYTEA NOT NULL,
    team TEXT COLLATE "C" NOT NULL,
    person BYTEA NOT NULL,
    PRIMARY KEY (desk, team, person)
);
CREATE INDEX member_by_person ON tkit_member (desk, person);

CREATE TABLE tkit_organization (
    desk BYTEA NOT NULL,
    id BYTEA NOT NULL,
    version BIGINT NOT NULL,
    key TEXT COLLATE "C",
    name TEXT COLLATE "C" NOT NULL,
    shared BIGINT NOT NULL,
    calendar TEXT COLLATE "C",
    external_ids TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (desk, id)
);
CREATE UNIQUE INDEX organization_key ON tkit_organization (desk, key) WHERE key IS NOT NULL;

-- Routings: who was looked at, and who won. `candidates` are 16 bytes of a person each, the number of a verdict, and
-- what the verdict names.
CREATE TABLE tkit_decision (
    desk BYTEA NOT NULL,
    id BYTEA NOT NULL,
    ticket BYTEA NOT NULL,
    at BIGINT NOT NULL,
    team TEXT COLLATE "C" NOT NULL,
    strategy TEXT COLLATE "C" NOT NULL,
    candidates BYTEA NOT NULL,
    winner BYTEA,
    PRIMARY KEY (desk, id)
);

-- Counters by name and person: `load` is the weight of the unfinished tickets that an agent owns, `turn/TEAM` the place
-- in the rotation of a team.
CREATE TABLE tkit_counter (
    desk BYTEA NOT NULL,
    counter TEXT COLLATE "C" NOT NULL,
    person BYTEA NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (desk, counter, person)
);

-- How often rules and macros have fired, and when last.
CREATE TABLE tkit_fired (
    desk BYTEA NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    rule TEXT COLLATE "C" NOT NULL,
    times BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (desk, kind, rule)
);
