//! Every limit of the library, in one place. A desk's configuration can lower some of them, never raise one.

/// Characters of a ticket's subject.
pub const SUBJECT_CHARS: usize = 300;
/// Bytes of a message's body.
pub const BODY_BYTES: usize = 1 << 20;
/// Tags in the HTML of a message.
pub const HTML_TAGS: usize = 10_000;
/// Attributes of one tag in the HTML of a message.
pub const HTML_ATTRIBUTES: usize = 100;
/// Files that one effect tells the host to remove.
pub const FILES_PER_EFFECT: usize = 100;
/// Attachments of one message.
pub const ATTACHMENTS: usize = 100;
/// Bytes that a key which signs links has at the least.
pub const LINK_KEY_BYTES: usize = 32;
/// Bytes that such a key has at the most.
pub const LINK_KEY_BYTES_MAX: usize = 1_024;
/// Keys that an engine signs and verifies links with.
pub const LINK_KEYS: usize = 10;
/// Days after which a signed link has expired at the latest: a year, whichever.
pub const LINK_DAYS: i64 = 366;
/// Characters of a canned reply.
pub const CANNED_CHARS: usize = 20_000;
/// Places of one text that are filled in.
pub const TEMPLATE_PLACES: usize = 100;
/// Secrets with which one webhook is signed or verified.
pub const WEBHOOK_SECRETS: usize = 10;
/// Bytes that such a secret has at the least (Standard Webhooks).
pub const WEBHOOK_SECRET_BYTES: usize = 24;
/// Bytes that it has at the most.
pub const WEBHOOK_SECRET_BYTES_MAX: usize = 64;
/// Characters of the id of a webhook, and of its timestamp.
pub const WEBHOOK_ID_CHARS: usize = 200;
/// Characters of the signatures of a webhook.
pub const WEBHOOK_SIGNATURE_CHARS: usize = 10_000;
/// Bytes of the body of a webhook.
pub const WEBHOOK_BYTES: usize = 1 << 20;
/// Characters of the address that a webhook goes to.
pub const URL_CHARS: usize = 2_000;
/// Characters of a file's name.
pub const FILE_NAME_CHARS: usize = 255;
/// Tags of a ticket.
pub const TAGS: usize = 100;
/// Characters of a tag.
pub const TAG_CHARS: usize = 64;
/// Agents assigned to one ticket, the owner among them.
pub const ASSIGNEES: usize = 20;
/// Participants (copied requesters, followers) of one ticket.
pub const PARTICIPANTS: usize = 200;
/// Repetitions of one ticket of which the messages are kept; the rest is counted.
pub const REPEATS_KEPT: usize = 100;
/// Characters of a subject that is taken from the first line of a message.
pub const SUBJECT_OF_BODY_CHARS: usize = 100;
/// Items of the checklist of one ticket.
pub const CHECKLIST_ITEMS: usize = 200;
/// Characters of one item.
pub const CHECKLIST_CHARS: usize = 300;
/// Changes of a checklist in one command.
pub const CHECKLIST_CHANGES: usize = 200;
/// Minutes that one entry of spent time may have: a month of 31 days.
pub const LOGGED_MINUTES: u32 = 44_640;
/// Minutes that a ticket may have in all: spent, estimated, remaining.
pub const TICKET_MINUTES: u32 = 10_000_000;
/// External ids of one ticket, person or organization.
pub const EXTERNAL_IDS: usize = 20;
/// Characters of an external id, of its system's name, and of a person's key at the host.
pub const EXTERNAL_ID_CHARS: usize = 200;
/// Characters of a person's or organization's name.
pub const PERSON_NAME_CHARS: usize = 200;
/// Addresses of one person.
pub const ADDRESSES: usize = 20;
/// Characters of a mail address (RFC 5321, 4.5.3.1.3, less the brackets).
pub const ADDRESS_CHARS: usize = 254;
/// Characters of a short custom text.
pub const FIELD_TEXT_CHARS: usize = 10_000;
/// Custom fields of a desk.
pub const FIELDS: usize = 500;
/// Options of one choice field.
pub const OPTIONS: usize = 2_000;

/// Fields of one form.
pub const FORM_FIELDS: usize = 600;
/// Rules of one form.
pub const FORM_RULES: usize = 500;
/// Actions of one rule of a form.
pub const FORM_ACTIONS: usize = 100;

/// Bytes of a configuration document.
pub const CONFIG_BYTES: usize = 4 << 20;
/// Entries of one list of a configuration, where nothing else is said.
pub const CONFIG_ENTRIES: usize = 2_000;
/// Problems that are listed of one configuration document; more are not looked for.
pub const SHAPE_PROBLEMS: usize = 1_000;
/// Characters of a label.
pub const LABEL_CHARS: usize = 200;
/// Bytes of one command or question as JSON: the longest document, every character of it escaped.
pub const REQUEST_BYTES: usize = 6 * CONFIG_BYTES;
/// Levels of nesting in any JSON that comes in.
pub const JSON_DEPTH: usize = 64;
/// Levels of nesting of one condition.
pub const CONDITION_DEPTH: usize = 16;
/// Parts of one condition: tests, and whatever combines them.
pub const CONDITION_NODES: usize = 500;
/// Values on the right side of one test.
pub const CONDITION_VALUES: usize = 1_000;
/// Characters of one text on the right side of a test.
pub const CONDITION_TEXT_CHARS: usize = 1_000;
/// Bytes that a regular expression may take when it is compiled, and again while it is asked.
pub const PATTERN_BYTES: usize = 1 << 20;
/// Levels of nesting of one regular expression.
pub const PATTERN_DEPTH: u32 = 50;
/// Steps that proofs about the conditions of one document may take; what they would find beyond that is not said.
pub const REASONING_STEPS: usize = 2_000_000;
/// Problems that are listed of one condition, workflow or list of fields; more are not looked for.
pub const PROBLEMS: usize = 100;
/// Statuses of one workflow.
pub const STATUSES: usize = 100;
/// Transitions of one workflow, each of which may join many pairs of statuses.
pub const TRANSITIONS: usize = 500;

/// Teams that are looked through for whoever can approve of a move.
pub const APPROVER_TEAMS: usize = 100;
/// Depth of changes that rules cause before the run is stopped (domain rule: 10).
pub const RULE_DEPTH: u8 = 10;
/// Rules that fire for one root command before the run is stopped (domain rule: 100).
pub const RULE_FIRINGS: usize = 100;
/// Actions of one rule.
pub const RULE_ACTIONS: usize = 100;
/// Characters of a message that a rule writes.
pub const RULE_TEXT_CHARS: usize = 20_000;
/// Days over which it is told what the members of a team were given.
pub const FAIRNESS_DAYS: u32 = 366;
/// Rungs of the ladder of one team.
pub const RUNGS: usize = 20;
/// Teams that a ticket remembers to have had it.
pub const PAST_TEAMS: usize = 20;
/// People who do not get a ticket for a while, of whom it knows; the one whose time is over first goes.
pub const DECLINED: usize = 100;
/// Substitutes that are followed, one after the other.
pub const SUBSTITUTES: usize = 8;
/// Tickets that are looked at for an agent who takes their next one: the first alone, and so many more each time that
/// none was found which they can take.
pub const PULL_LOOKS: [u32; 6] = [1, 16, 64, 256, 1_024, 4_096];
/// Times that a decision may ask for more of what is stored.
pub const DECISION_ROUNDS: usize = 16;
/// Tickets that one command may touch; what is larger becomes a job.
pub const TICKETS_PER_COMMAND: usize = 100;
/// Tickets that one ticket relates to by itself.
pub const RELATES: usize = 100;
/// Parents above one ticket, one over the other.
pub const PARENTS: usize = 8;
/// Tickets that are named at the most where others stand in the way.
pub const LINKS_NAMED: usize = 10;
/// Copies that one ticket gives to customers of the tickets that were merged into it.
pub const MERGED_CCS: usize = 1_000;
/// Of a requester's tickets so many are looked at, the latest first, for an agent who knows them.
pub const KNOWN_TICKETS: u32 = 20;
/// Tickets that a bulk change may name one by one; a condition may fit any number.
pub const TICKETS_LISTED: usize = 10_000;
/// Items of a job that are carried out in one transaction.
pub const JOB_CHUNK: u32 = 100;
/// Pages without a ticket that needs anything after which a job notes down how far it is.
pub const JOB_PAGES: u32 = 100;
/// Refusals that a job keeps; the rest is counted.
pub const JOB_REFUSALS: usize = 100;
/// Reasons that a job keeps of one refusal.
pub const JOB_REFUSAL_PROBLEMS: usize = 10;
/// Refused tickets that the report of a trial names; the rest is counted.
pub const TRIAL_REFUSALS: usize = 100;
/// Tickets of one sort that a preview names where they would be stranded; the rest is counted.
pub const TRIAL_STRANDED: usize = 10;
/// Tickets that one `what_if` looks at when the caller does not say.
pub const WHAT_IF_DEFAULT: u32 = 10_000;
/// Tickets that one `what_if` looks at at the most.
pub const WHAT_IF_MAX: u32 = 100_000;
/// Rungs that one ticket climbs at the most while a routing is simulated.
pub const SIMULATED_RUNGS: u32 = 100;
/// Tickets that a `what_if_routing` lists of those that would go elsewhere; the rest is counted.
pub const TRIAL_REROUTED: usize = 1_000;
/// Days behind the last change of a ticket for which an account is drawn up ahead.
pub const ACCOUNT_DAYS: i64 = 3_660;
/// Commands in one call of `execute_many`.
pub const COMMANDS_PER_CALL: usize = 10_000;

/// Rows of a page when the caller does not say.
pub const PAGE_DEFAULT: u32 = 50;
/// Rows of a page at the most.
pub const PAGE_MAX: u32 = 1_000;
/// Words of a text search.
pub const SEARCH_WORDS: usize = 16;
/// Characters of a text search.
pub const SEARCH_CHARS: usize = 400;

/// Failures of one effect before it is parked.
pub const EFFECT_ATTEMPTS: u32 = 10;

/// Years from its start that a calendar's table of open time may grow to.
pub const CALENDAR_YEARS: i32 = 20;
/// Years within which a calendar must open.
pub const CALENDAR_OPENS_WITHIN_YEARS: i32 = 5;
/// Windows of one day.
pub const WINDOWS_PER_DAY: usize = 48;
/// Holidays, special days and breaks of one calendar, each.
pub const CALENDAR_EXCEPTIONS: usize = 5_000;
/// Characters of the name of a holiday, special day or break.
pub const CALENDAR_ENTRY_NAME_CHARS: usize = 200;

/// Bytes of an iCalendar text.
pub const ICAL_BYTES: usize = 2 << 20;
/// Lines of an iCalendar text, those that are folded into one counted as one.
pub const ICAL_LINES: usize = 100_000;
/// Levels of nesting of the components in an iCalendar text.
pub const ICAL_DEPTH: usize = 8;
/// Days of one event from which holidays are taken.
pub const ICAL_EVENT_DAYS: u32 = 366;
/// Years for which holidays are taken from one text.
pub const ICAL_YEARS: usize = 100;
/// Days that are looked at for all rules by which the events of one text come again.
pub const ICAL_RULE_DAYS: usize = 2_000_000;
/// Items that are written as one iCalendar text.
pub const ICAL_ITEMS: usize = 10_000;
