"""Which attribute of a record is which member of JSON: read by the native module.

Made by generate.py from core/src/command/schema.json; do not edit.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from . import answers, commands, queries, records

RECORDS: dict[type, tuple[tuple[str, str] | None, list[tuple[Any, ...]]]] = {
    records.Absence: (
        None,
        [
            ('from_', 'from', datetime),
            ('mode', 'mode', records.AbsenceMode),
            ('substitute', 'substitute', None, None),
            ('until', 'until', datetime, None),
        ],
    ),
    records.AgentProfile: (
        None,
        [
            ('role', 'role', None),
            ('teams', 'teams', [None]),
            ('skills', 'skills', [records.Skill]),
            ('languages', 'languages', [None]),
            ('capacity', 'capacity', None),
            ('availability', 'availability', records.Availability),
            ('share', 'share', None),
            ('active', 'active', None),
            ('absence', 'absence', records.Absence, None),
            ('calendar', 'calendar', None, None),
        ],
    ),
    records.AgentRouting: (
        None,
        [
            ('person', 'person', None),
            ('name', 'name', None),
            ('tickets', 'tickets', None),
            ('largest_load', 'largest_load', None),
            ('load_ms', 'load_ms', None),
        ],
    ),
    records.Approval: (
        None,
        [
            ('to', 'to', None),
            ('at', 'at', datetime),
            ('approved', 'approved', [None], ()),
            ('by', 'by', None, None),
            ('message_public', 'message_public', None, None),
            ('transition', 'transition', None, None),
        ],
    ),
    records.ApprovalStand: (
        None,
        [
            ('waiting', 'waiting', None),
            ('approved', 'approved', None),
            ('count', 'count', None),
            ('yours', 'yours', None),
        ],
    ),
    records.AssignmentDecision: (
        None,
        [
            ('id', 'id', None),
            ('ticket', 'ticket', None),
            ('at', 'at', datetime),
            ('team', 'team', None),
            ('strategy', 'strategy', None),
            ('candidates', 'candidates', [records.Candidate]),
            ('winner', 'winner', None),
        ],
    ),
    records.Attachment: (
        None,
        [
            ('name', 'name', None),
            ('media_type', 'media_type', None),
            ('bytes', 'bytes', None),
            ('sha256', 'sha256', None),
        ],
    ),
    records.Available: (
        None,
        [
            ('to', 'to', None),
            ('category', 'category', records.Category),
            ('missing', 'missing', [records.Problem]),
            ('approval', 'approval', records.ApprovalStand, None),
            ('transition', 'transition', None, None),
        ],
    ),
    records.Candidate: (
        None,
        [
            ('person', 'person', None),
            ('verdict', 'verdict', 'Verdict'),
        ],
    ),
    records.CannedReply: (
        None,
        [
            ('name', 'name', None),
            ('label', 'label', None),
            ('language', 'language', None),
            ('text', 'text', None),
            ('missing', 'missing', [None]),
        ],
    ),
    records.ChecklistItem: (
        None,
        [
            ('item', 'item', None),
            ('text', 'text', None),
            ('done_at', 'done_at', datetime, None),
            ('done_by', 'done_by', None, None),
        ],
    ),
    records.Choice: (
        None,
        [
            ('passed_over', 'passed_over', [records.PassedOver]),
            ('policy', 'policy', None),
            ('slot', 'slot', None, None),
        ],
    ),
    records.Clock: (
        None,
        [
            ('ticket', 'ticket', None),
            ('policy', 'policy', None),
            ('metric', 'metric', None),
            ('cycle', 'cycle', None),
            ('config_version', 'config_version', None),
            ('zone_rules', 'zone_rules', None),
            ('target_ms', 'target_ms', None),
            ('state', 'state', records.ClockState),
            ('started_at', 'started_at', datetime),
            ('breach_cause', 'breach_cause', None, None),
            ('breached_at', 'breached_at', datetime, None),
            ('calendar', 'calendar', None, None),
            ('counted_from', 'counted_from', datetime, None),
            ('due_at', 'due_at', datetime, None),
            ('fixed_at', 'fixed_at', datetime, None),
            ('pauses', 'pauses', [records.Pause], ()),
            ('slot', 'slot', None, None),
            ('steps', 'steps', [records.Step], ()),
            ('stop_cause', 'stop_cause', None, None),
            ('stopped_at', 'stopped_at', datetime, None),
            ('used_ms', 'used_ms', None, None),
            ('working_days', 'working_days', None, None),
        ],
    ),
    records.ClockKey: (
        None,
        [
            ('policy', 'policy', None),
            ('metric', 'metric', None),
            ('cycle', 'cycle', None),
        ],
    ),
    records.ClockView: (
        None,
        [
            ('clock', 'clock', records.Clock),
            ('why', 'why', None),
            ('used_ms', 'used_ms', None, None),
        ],
    ),
    records.Count: (
        None,
        [
            ('tickets', 'tickets', None),
            ('value', 'value', None, None),
        ],
    ),
    records.Declined: (
        None,
        [
            ('person', 'person', None),
            ('until', 'until', datetime),
        ],
    ),
    records.DryRunReport: (
        None,
        [
            ('asked', 'asked', [records.RuleAsked]),
            ('changes', 'changes', [records.FieldChange]),
            ('messages', 'messages', [records.Message]),
            ('effects', 'effects', ['EffectKind']),
            ('refused', 'refused', [records.RuleRefusal]),
            ('stopped', 'stopped', [None], None),
        ],
    ),
    records.Effect: (
        None,
        [
            ('id', 'id', None),
            ('ticket', 'ticket', None),
            ('position', 'position', None),
            ('at', 'at', datetime),
            ('kind', 'kind', 'EffectKind'),
            ('state', 'state', 'EffectState'),
            ('attempts', 'attempts', None),
            ('not_before', 'not_before', datetime),
        ],
    ),
    records.Event: (
        None,
        [
            ('id', 'id', None),
            ('version', 'version', None),
            ('public_version', 'public_version', None),
            ('public', 'public', None),
            ('at', 'at', datetime),
            ('by', 'by', 'By'),
            ('command', 'command', None),
            ('changes', 'changes', [records.FieldChange], ()),
            ('depth', 'depth', None, 0),
            ('personal', 'personal', [records.FieldChange], ()),
            ('ticket', 'ticket', None, None),
            ('kind', None, 'EventKind'),
        ],
    ),
    records.Explanation: (
        None,
        [
            ('policy', 'policy', None),
            ('metric', 'metric', None),
            ('cycle', 'cycle', None),
            ('state', 'state', records.ClockState),
            ('time_zone', 'time_zone', None),
            ('target_ms', 'target_ms', None),
            ('started_at', 'started_at', records.Shown),
            ('until', 'until', records.Shown),
            ('spans', 'spans', [records.Stretch]),
            ('used_ms', 'used_ms', None),
            ('sums', 'sums', [records.Sum]),
            ('breach_cause', 'breach_cause', None, None),
            ('breached_at', 'breached_at', records.Shown, None),
            ('calendar', 'calendar', None, None),
            ('due_at', 'due_at', records.Shown, None),
            ('stop_cause', 'stop_cause', None, None),
            ('until_date', 'until_date', records.Shown, None),
            ('working_days', 'working_days', None, None),
        ],
    ),
    records.ExternalId: (
        None,
        [
            ('system', 'system', None),
            ('id', 'id', None),
        ],
    ),
    records.FairShare: (
        None,
        [
            ('person', 'person', None),
            ('given', 'given', None),
            ('share', 'share', None),
            ('fair_hundredths', 'fair_hundredths', None),
            ('deviation_hundredths', 'deviation_hundredths', None),
        ],
    ),
    records.FieldChange: (
        None,
        [
            ('field', 'field', None),
            ('from_', 'from', None, None),
            ('to', 'to', None, None),
        ],
    ),
    records.FormEntry: (
        None,
        [
            ('field', 'field', None),
            ('label', 'label', None),
            ('input', 'input', records.FormInput),
            ('required', 'required', None),
            ('read_only', 'read_only', None),
            ('depends_on', 'depends_on', None, None),
            ('options', 'options', [records.FormOption], None),
            ('value', 'value', None, None),
        ],
    ),
    records.FormOption: (
        None,
        [
            ('name', 'name', None),
            ('label', 'label', None),
        ],
    ),
    records.Handoff: (
        None,
        [
            ('at', 'at', datetime),
            ('by', 'by', 'By'),
            ('held_ms', 'held_ms', None),
            ('idle_ms', 'idle_ms', None),
            ('returned', 'returned', None),
            ('from_', 'from', None, None),
            ('open_ms', 'open_ms', None, None),
            ('to', 'to', None, None),
        ],
    ),
    records.Intake: (
        None,
        [
            ('address', 'address', None, None),
            ('language', 'language', None, None),
            ('name', 'name', None, None),
            ('person', 'person', None, None),
            ('phone', 'phone', None, None),
        ],
    ),
    records.Job: (
        None,
        [
            ('id', 'id', None),
            ('version', 'version', None),
            ('kind', 'kind', 'JobKind'),
            ('root', 'root', None),
            ('by', 'by', 'By'),
            ('at', 'at', datetime),
            ('config_version', 'config_version', None),
            ('state', 'state', records.JobState),
            ('done', 'done', None),
            ('changed', 'changed', None),
            ('refused', 'refused', None),
            ('after', 'after', records.JobPlace, None),
            ('again', 'again', None, False),
            ('refusals', 'refusals', [records.JobRefusal], ()),
            ('total', 'total', None, None),
        ],
    ),
    records.JobPlace: (
        None,
        [
            ('created_at', 'created_at', datetime),
            ('ticket', 'ticket', None),
        ],
    ),
    records.JobRefusal: (
        None,
        [
            ('problems', 'problems', [records.Problem]),
            ('ticket', 'ticket', None, None),
        ],
    ),
    records.Leave: (
        None,
        [
            ('from_', 'from', datetime, None),
            ('mode', 'mode', records.AbsenceMode, records.AbsenceMode('keep')),
            ('substitute', 'substitute', None, None),
            ('until', 'until', datetime, None),
        ],
    ),
    records.Linked: (
        None,
        [
            ('link', 'link', None),
            ('tickets', 'tickets', [records.Ticket]),
            ('more', 'more', None),
        ],
    ),
    records.MacroOffer: (
        None,
        [
            ('name', 'name', None),
            ('label', 'label', None),
        ],
    ),
    records.Message: (
        None,
        [
            ('id', 'id', None),
            ('ticket', 'ticket', None),
            ('position', 'position', None),
            ('kind', 'kind', records.MessageKind),
            ('public', 'public', None),
            ('author', 'author', 'Author'),
            ('at', 'at', datetime),
            ('body', 'body', None),
            ('attachments', 'attachments', [records.Attachment], ()),
            ('external_id', 'external_id', None, None),
            ('html', 'html', None, None),
        ],
    ),
    records.Move: (
        None,
        [
            ('ticket', 'ticket', None),
            ('number', 'number', None),
            ('becomes_late', 'becomes_late', None),
            ('clock', 'clock', records.ClockKey),
            ('becomes', 'becomes', records.ClockKey),
            ('due_before', 'due_before', datetime),
            ('due_after', 'due_after', datetime),
            ('target_before_ms', 'target_before_ms', None),
            ('target_after_ms', 'target_after_ms', None),
            ('late_by_ms', 'late_by_ms', None),
        ],
    ),
    records.Notice: (
        None,
        [
            ('code', 'code', None),
            ('message', 'message', None),
        ],
    ),
    records.Outcome: (
        None,
        [
            ('command', 'command', None),
            ('config_version', 'config_version', None, None),
            ('job', 'job', None, None),
            ('message', 'message', None, None),
            ('notices', 'notices', [records.Notice], ()),
            ('number', 'number', None, None),
            ('organization', 'organization', None, None),
            ('person', 'person', None, None),
            ('ticket', 'ticket', None, None),
            ('version', 'version', None, None),
        ],
    ),
    records.PassedOver: (
        None,
        [
            ('policy', 'policy', None),
            ('failing', 'failing', [None]),
        ],
    ),
    records.PastTeam: (
        None,
        [
            ('team', 'team', None),
            ('until', 'until', datetime),
        ],
    ),
    records.Pause: (
        None,
        [
            ('from_', 'from', datetime),
            ('cause', 'cause', 'PauseCause'),
            ('to', 'to', datetime, None),
        ],
    ),
    records.Person: (
        None,
        [
            ('id', 'id', None),
            ('version', 'version', None),
            ('name', 'name', None),
            ('created_at', 'created_at', datetime),
            ('updated_at', 'updated_at', datetime),
            ('addresses', 'addresses', [None], ()),
            ('agent', 'agent', records.AgentProfile, None),
            ('erased_at', 'erased_at', datetime, None),
            ('external_ids', 'external_ids', [records.ExternalId], ()),
            ('key', 'key', None, None),
            ('language', 'language', None, None),
            ('organization', 'organization', None, None),
            ('phone', 'phone', None, None),
        ],
    ),
    records.Preview: (
        None,
        [
            ('config_version', 'config_version', None),
            ('at', 'at', datetime),
            ('complete', 'complete', None),
            ('tickets', 'tickets', None),
            ('clocks', 'clocks', None),
            ('moved', 'moved', None),
            ('late', 'late', None),
            ('ended', 'ended', None),
            ('begun', 'begun', None),
            ('refused', 'refused', records.Refusals),
            ('stuck', 'stuck', None),
            ('stranded', 'stranded', [records.Stranded]),
            ('moves', 'moves', [records.Move]),
            ('next', 'next', None, None),
        ],
    ),
    records.Problem: (
        None,
        [
            ('code', 'code', records.Code),
            ('message', 'message', None),
            ('hint', 'hint', None, None),
            ('params', 'params', {"": None}, {}),
            ('path', 'path', None, ''),
        ],
    ),
    records.PublicEvent: (
        None,
        [
            ('id', 'id', None),
            ('version', 'version', None),
            ('at', 'at', datetime),
            ('type', 'type', None),
            ('changes', 'changes', [records.FieldChange], ()),
            ('message', 'message', None, None),
        ],
    ),
    records.PublicLabels: (
        None,
        [
            ('status', 'status', None),
            ('priority', 'priority', None),
            ('status_color', 'status_color', None, None),
            ('type', 'type', None, None),
        ],
    ),
    records.PublicMessage: (
        None,
        [
            ('id', 'id', None),
            ('automated', 'automated', None),
            ('from_desk', 'from_desk', None),
            ('at', 'at', datetime),
            ('body', 'body', None),
            ('author', 'author', None),
            ('attachments', 'attachments', [records.Attachment], ()),
            ('html', 'html', None, None),
        ],
    ),
    records.PublicTicket: (
        None,
        [
            ('id', 'id', None),
            ('version', 'version', None),
            ('updated_at', 'updated_at', datetime),
            ('number', 'number', None),
            ('created_at', 'created_at', datetime),
            ('subject', 'subject', None),
            ('requester', 'requester', None),
            ('ccs', 'ccs', [None]),
            ('status', 'status', None),
            ('category', 'category', records.Category),
            ('priority', 'priority', None),
            ('channel', 'channel', None),
            ('labels', 'labels', records.PublicLabels),
            ('type', 'type', None),
            ('language', 'language', None),
            ('solved_at', 'solved_at', datetime),
            ('closed_at', 'closed_at', datetime),
            ('fields', 'fields', None, {}),
            ('merged', 'merged', None, False),
        ],
    ),
    records.Refusal: (
        None,
        [
            ('number', 'number', None),
            ('problem', 'problem', records.Problem),
        ],
    ),
    records.Refusals: (
        None,
        [
            ('count', 'count', None),
            ('first', 'first', [records.Refusal]),
        ],
    ),
    records.Report: (
        None,
        [
            ('fired', 'fired', None),
            ('items', 'items', None),
            ('more', 'more', None),
            ('next_due', 'next_due', datetime),
        ],
    ),
    records.Rerouted: (
        None,
        [
            ('ticket', 'ticket', None),
            ('number', 'number', None),
            ('before', 'before', records.RoutedTo),
            ('after', 'after', records.RoutedTo),
        ],
    ),
    records.RoutedTo: (
        None,
        [
            ('team', 'team', None),
            ('owner', 'owner', None),
            ('given_at', 'given_at', datetime),
        ],
    ),
    records.RoutingReport: (
        None,
        [
            ('config_version', 'config_version', None),
            ('as_of', 'as_of', datetime),
            ('complete', 'complete', None),
            ('tickets', 'tickets', None),
            ('left_out', 'left_out', None),
            ('elsewhere', 'elsewhere', None),
            ('before', 'before', records.RoutingTally),
            ('after', 'after', records.RoutingTally),
            ('rerouted', 'rerouted', [records.Rerouted]),
            ('next', 'next', None, None),
        ],
    ),
    records.RoutingTally: (
        None,
        [
            ('tickets', 'tickets', None),
            ('never_given', 'never_given', None),
            ('handoffs', 'handoffs', None),
            ('waited', 'waited', records.Waits),
            ('spread', 'spread', None),
            ('agents', 'agents', [records.AgentRouting]),
            ('teams', 'teams', [records.TeamRouting]),
            ('unfair', 'unfair', None),
        ],
    ),
    records.RuleAsked: (
        None,
        [
            ('rule', 'rule', None),
            ('fired', 'fired', None),
            ('depth', 'depth', None, None),
            ('failing', 'failing', [None], ()),
        ],
    ),
    records.RuleCount: (
        None,
        [
            ('kind', 'kind', records.RuleKind),
            ('name', 'name', None),
            ('times', 'times', None),
            ('last_at', 'last_at', datetime, None),
        ],
    ),
    records.RuleRefusal: (
        None,
        [
            ('rule', 'rule', None),
            ('failed', 'failed', [None]),
        ],
    ),
    records.Serving: (
        None,
        [
            ('file_name', 'file_name', None),
            ('inline', 'inline', None),
            ('headers', 'headers', {"": None}),
        ],
    ),
    records.Shown: (
        None,
        [
            ('at', 'at', datetime),
            ('local', 'local', None),
        ],
    ),
    records.Skill: (
        None,
        [
            ('name', 'name', None),
            ('level', 'level', None, 1),
        ],
    ),
    records.Spell: (
        None,
        [
            ('from_', 'from', datetime),
            ('to', 'to', datetime),
            ('whose', 'whose', records.Whose),
            ('status', 'status', None),
            ('event', 'event', None),
        ],
    ),
    records.SpentTotal: (
        None,
        [
            ('whose', 'whose', records.Whose),
            ('length_ms', 'length_ms', None),
        ],
    ),
    records.Step: (
        None,
        [
            ('index', 'index', None),
            ('state', 'state', records.StepState),
            ('at', 'at', datetime, None),
        ],
    ),
    records.Stranded: (
        None,
        [
            ('workflow', 'workflow', None),
            ('status', 'status', None),
            ('to_workflow', 'to_workflow', None),
            ('tickets', 'tickets', None),
            ('first', 'first', [None]),
            ('to_status', 'to_status', None),
        ],
    ),
    records.Stretch: (
        None,
        [
            ('from_', 'from', records.Shown),
            ('to', 'to', records.Shown),
            ('length_ms', 'length_ms', None),
            ('what', None, 'StretchWhat'),
        ],
    ),
    records.Sum: (
        None,
        [
            ('from_', 'from', records.Shown),
            ('counted_ms', 'counted_ms', None),
            ('left_ms', 'left_ms', None),
            ('to', 'to', records.Shown, None),
        ],
    ),
    records.Tally: (
        None,
        [
            ('met', 'met', None),
            ('missed', 'missed', None),
            ('cancelled', 'cancelled', None),
            ('running', 'running', None),
            ('breaches', 'breaches', None),
            ('attainment', 'attainment', None),
            ('median_ms', 'median_ms', None),
            ('p90_ms', 'p90_ms', None),
        ],
    ),
    records.TeamRouting: (
        None,
        [
            ('tickets', 'tickets', None),
            ('never_given', 'never_given', None),
            ('handoffs', 'handoffs', None),
            ('waited', 'waited', records.Waits),
            ('spread', 'spread', None),
            ('unfair', 'unfair', None),
            ('longest_gap', 'longest_gap', None),
            ('team', 'team', None),
        ],
    ),
    records.Ticket: (
        None,
        [
            ('id', 'id', None),
            ('version', 'version', None),
            ('public_version', 'public_version', None),
            ('updated_at', 'updated_at', datetime),
            ('public_updated_at', 'public_updated_at', datetime),
            ('number', 'number', None),
            ('created_at', 'created_at', datetime),
            ('standing', 'standing', records.Standing),
            ('subject', 'subject', None),
            ('requester', 'requester', None),
            ('ccs', 'ccs', [None]),
            ('unverified', 'unverified', [None]),
            ('followers', 'followers', [None]),
            ('assignees', 'assignees', [None]),
            ('pulled', 'pulled', None),
            ('declined', 'declined', [records.Declined]),
            ('rungs', 'rungs', None),
            ('past_teams', 'past_teams', [records.PastTeam]),
            ('workflow', 'workflow', None),
            ('status', 'status', None),
            ('category', 'category', records.Category),
            ('status_since', 'status_since', datetime),
            ('priority', 'priority', None),
            ('channel', 'channel', None),
            ('tags', 'tags', [None]),
            ('spent_minutes', 'spent_minutes', None),
            ('checklist', 'checklist', [records.ChecklistItem]),
            ('checklist_open', 'checklist_open', None),
            ('external_ids', 'external_ids', [records.ExternalId]),
            ('repeats', 'repeats', None),
            ('relates', 'relates', [None]),
            ('merged_openly', 'merged_openly', None),
            ('merged_ccs', 'merged_ccs', [None]),
            ('reopens', 'reopens', None),
            ('handoffs', 'handoffs', None),
            ('replies', 'replies', None),
            ('link_generation', 'link_generation', None),
            ('description', 'description', None),
            ('organization', 'organization', None),
            ('team', 'team', None),
            ('owner', 'owner', None),
            ('weight', 'weight', None),
            ('respond_by', 'respond_by', datetime),
            ('queued_since', 'queued_since', datetime),
            ('impact', 'impact', None),
            ('urgency', 'urgency', None),
            ('type', 'type', None),
            ('due_at', 'due_at', datetime),
            ('planned_from', 'planned_from', datetime),
            ('planned_to', 'planned_to', datetime),
            ('estimate_minutes', 'estimate_minutes', None),
            ('remaining_minutes', 'remaining_minutes', None),
            ('fold_key', 'fold_key', None),
            ('language', 'language', None),
            ('follow_up_of', 'follow_up_of', None),
            ('split_of', 'split_of', None),
            ('parent', 'parent', None),
            ('problem', 'problem', None),
            ('merged_into', 'merged_into', None),
            ('open_since', 'open_since', datetime),
            ('delay_told_at', 'delay_told_at', datetime),
            ('snoozed_until', 'snoozed_until', datetime),
            ('status_before_snooze', 'status_before_snooze', None),
            ('waiting_since', 'waiting_since', datetime),
            ('first_reply_at', 'first_reply_at', datetime),
            ('last_reply_at', 'last_reply_at', datetime),
            ('last_requester_at', 'last_requester_at', datetime),
            ('solved_at', 'solved_at', datetime),
            ('closed_at', 'closed_at', datetime),
            ('approval', 'approval', records.Approval, None),
            ('fields', 'fields', None, {}),
        ],
    ),
    records.Visit: (
        None,
        [
            ('status', 'status', None),
            ('category', 'category', records.Category),
            ('from_', 'from', datetime),
            ('length_ms', 'length_ms', None),
            ('business_ms', 'business_ms', None),
            ('event', 'event', None),
            ('to', 'to', datetime, None),
        ],
    ),
    records.VisitTotal: (
        None,
        [
            ('status', 'status', None),
            ('category', 'category', records.Category),
            ('visits', 'visits', None),
            ('length_ms', 'length_ms', None),
            ('business_ms', 'business_ms', None),
        ],
    ),
    records.Waiting: (
        None,
        [
            ('ticket', 'ticket', None),
            ('number', 'number', None),
            ('priority', 'priority', None),
            ('since', 'since', datetime),
            ('late', 'late', None),
            ('due_by', 'due_by', datetime, None),
        ],
    ),
    records.Waits: (
        None,
        [
            ('tickets', 'tickets', None),
            ('total_ms', 'total_ms', None),
            ('median_ms', 'median_ms', None),
            ('p90_ms', 'p90_ms', None),
            ('longest_ms', 'longest_ms', None),
        ],
    ),
    records.WhatIfReport: (
        None,
        [
            ('config_version', 'config_version', None),
            ('as_of', 'as_of', datetime),
            ('complete', 'complete', None),
            ('tickets', 'tickets', None),
            ('refused', 'refused', records.Refusals),
            ('strange_statuses', 'strange_statuses', None),
            ('rows', 'rows', [records.WhatIfRow]),
            ('next', 'next', None, None),
        ],
    ),
    records.WhatIfRow: (
        None,
        [
            ('by', 'by', records.GroupBy),
            ('metric', 'metric', None),
            ('before', 'before', records.Tally),
            ('after', 'after', records.Tally),
            ('value', 'value', None),
        ],
    ),
    records.Host: (
        ('kind', 'host'),
        [
        ],
    ),
    records.Agent: (
        ('kind', 'agent'),
        [
            ('person', 'person', None),
        ],
    ),
    records.Requester: (
        ('kind', 'requester'),
        [
            ('person', 'person', None),
        ],
    ),
    records.Link: (
        ('kind', 'link'),
        [
            ('token', 'token', None),
        ],
    ),
    records.AuthorEndUser: (
        ('kind', 'end_user'),
        [
            ('person', 'person', None),
        ],
    ),
    records.AuthorUnverified: (
        ('kind', 'unverified'),
        [
            ('person', 'person', None),
        ],
    ),
    records.AuthorAgent: (
        ('kind', 'agent'),
        [
            ('person', 'person', None),
        ],
    ),
    records.AuthorBot: (
        ('kind', 'bot'),
        [
            ('rule', 'rule', None),
        ],
    ),
    records.AuthorSystem: (
        ('kind', 'system'),
        [
        ],
    ),
    records.ByHost: (
        ('kind', 'host'),
        [
        ],
    ),
    records.ByAgent: (
        ('kind', 'agent'),
        [
            ('person', 'person', None),
        ],
    ),
    records.ByRequester: (
        ('kind', 'requester'),
        [
            ('person', 'person', None),
        ],
    ),
    records.ByRule: (
        ('kind', 'rule'),
        [
            ('rule', 'rule', None),
        ],
    ),
    records.BySystem: (
        ('kind', 'system'),
        [
        ],
    ),
    records.ChecklistChangeAdd: (
        ('change', 'add'),
        [
            ('text', 'text', None),
            ('place', 'place', None, None),
        ],
    ),
    records.ChecklistChangeReword: (
        ('change', 'reword'),
        [
            ('item', 'item', None),
            ('text', 'text', None),
        ],
    ),
    records.ChecklistChangeRemove: (
        ('change', 'remove'),
        [
            ('item', 'item', None),
        ],
    ),
    records.ChecklistChangeCheck: (
        ('change', 'check'),
        [
            ('item', 'item', None),
        ],
    ),
    records.ChecklistChangeUncheck: (
        ('change', 'uncheck'),
        [
            ('item', 'item', None),
        ],
    ),
    records.ChecklistChangeMove: (
        ('change', 'move'),
        [
            ('item', 'item', None),
            ('place', 'place', None),
        ],
    ),
    records.EffectAcknowledge: (
        ('kind', 'acknowledge'),
        [
            ('to', 'to', [None]),
        ],
    ),
    records.EffectDeliver: (
        ('kind', 'deliver'),
        [
            ('message', 'message', None),
            ('to', 'to', [None]),
        ],
    ),
    records.EffectAssigned: (
        ('kind', 'assigned'),
        [
            ('to', 'to', [None]),
        ],
    ),
    records.EffectOwnerSilent: (
        ('kind', 'owner_silent'),
        [
            ('owner', 'owner', None),
            ('to', 'to', [None]),
        ],
    ),
    records.EffectEscalate: (
        ('kind', 'escalate'),
        [
            ('clock', 'clock', records.ClockKey),
            ('to', 'to', [None]),
            ('step', 'step', None),
        ],
    ),
    records.EffectNotifyRequester: (
        ('kind', 'notify_requester'),
        [
            ('notice', 'notice', records.RequesterNotice),
            ('text', 'text', None),
            ('to', 'to', [None]),
            ('step', 'step', None),
        ],
    ),
    records.EffectApprove: (
        ('kind', 'approve'),
        [
            ('status', 'status', None),
            ('to', 'to', [None]),
            ('transition', 'transition', None),
        ],
    ),
    records.EffectApprovalDecided: (
        ('kind', 'approval_decided'),
        [
            ('status', 'status', None),
            ('approved', 'approved', None),
            ('to', 'to', [None]),
        ],
    ),
    records.EffectRemoveFiles: (
        ('kind', 'remove_files'),
        [
            ('files', 'files', [None]),
        ],
    ),
    records.EffectWebhook: (
        ('kind', 'webhook'),
        [
            ('rule', 'rule', None),
            ('endpoint', 'endpoint', None),
            ('url', 'url', None),
            ('body', 'body', None),
        ],
    ),
    records.EffectHost: (
        ('kind', 'host'),
        [
            ('rule', 'rule', None),
            ('name', 'name', None),
            ('payload', 'payload', {"": None}),
        ],
    ),
    records.EffectStateWaiting: (
        ('kind', 'waiting'),
        [
        ],
    ),
    records.EffectStateLeased: (
        ('kind', 'leased'),
        [
            ('worker', 'worker', None),
            ('token', 'token', None),
            ('until', 'until', datetime),
        ],
    ),
    records.EffectStateParked: (
        ('kind', 'parked'),
        [
            ('reason', 'reason', None),
        ],
    ),
    records.EventTicketCreated: (
        ('type', 'ticket_created'),
        [
        ],
    ),
    records.EventTicketChanged: (
        ('type', 'ticket_changed'),
        [
        ],
    ),
    records.EventTicketMoved: (
        ('type', 'ticket_moved'),
        [
            ('automatic', 'automatic', None, None),
            ('transition', 'transition', None, None),
        ],
    ),
    records.EventAutoMoveSkipped: (
        ('type', 'auto_move_skipped'),
        [
            ('automatic', 'automatic', None),
            ('to', 'to', None),
            ('failed', 'failed', [None]),
        ],
    ),
    records.EventRequesterNotified: (
        ('type', 'requester_notified'),
        [
            ('notice', 'notice', records.RequesterNotice),
            ('text', 'text', None),
            ('step', 'step', None, None),
        ],
    ),
    records.EventApprovalAsked: (
        ('type', 'approval_asked'),
        [
            ('to', 'to', None),
            ('transition', 'transition', None, None),
        ],
    ),
    records.EventApprovalGiven: (
        ('type', 'approval_given'),
        [
            ('to', 'to', None),
        ],
    ),
    records.EventApprovalRefused: (
        ('type', 'approval_refused'),
        [
            ('to', 'to', None),
            ('message', 'message', None, None),
        ],
    ),
    records.EventMessageAdded: (
        ('type', 'message_added'),
        [
            ('message', 'message', None),
            ('message_kind', 'message_kind', records.MessageKind),
        ],
    ),
    records.EventTimeLogged: (
        ('type', 'time_logged'),
        [
            ('minutes', 'minutes', None),
            ('message', 'message', None, None),
        ],
    ),
    records.EventChecklistChanged: (
        ('type', 'checklist_changed'),
        [
        ],
    ),
    records.EventMessagePublished: (
        ('type', 'message_published'),
        [
            ('message', 'message', None),
            ('published', 'published', None),
        ],
    ),
    records.EventTicketRouted: (
        ('type', 'ticket_routed'),
        [
            ('decision', 'decision', None),
            ('winner', 'winner', None, None),
        ],
    ),
    records.EventTicketPulled: (
        ('type', 'ticket_pulled'),
        [
            ('due_by', 'due_by', datetime),
            ('promised', 'promised', None),
        ],
    ),
    records.EventTicketAccepted: (
        ('type', 'ticket_accepted'),
        [
        ],
    ),
    records.EventTicketReleased: (
        ('type', 'ticket_released'),
        [
            ('person', 'person', None),
            ('cause', 'cause', None),
            ('reason', 'reason', None, None),
        ],
    ),
    records.EventOwnerSilent: (
        ('type', 'owner_silent'),
        [
            ('person', 'person', None),
        ],
    ),
    records.EventRungTaken: (
        ('type', 'rung_taken'),
        [
            ('rung', 'rung', None),
        ],
    ),
    records.EventHandoffAlarm: (
        ('type', 'handoff_alarm'),
        [
            ('handoffs', 'handoffs', None),
            ('returned', 'returned', None),
        ],
    ),
    records.EventRuleFired: (
        ('type', 'rule_fired'),
        [
            ('rule', 'rule', None),
        ],
    ),
    records.EventMacroApplied: (
        ('type', 'macro_applied'),
        [
            ('name', 'name', None),
        ],
    ),
    records.EventRuleRefused: (
        ('type', 'rule_refused'),
        [
            ('rule', 'rule', None),
            ('failed', 'failed', [None]),
        ],
    ),
    records.EventLoopStopped: (
        ('type', 'loop_stopped'),
        [
            ('chain', 'chain', [None]),
        ],
    ),
    records.EventNoPolicy: (
        ('type', 'no_policy'),
        [
        ],
    ),
    records.EventClockBreached: (
        ('type', 'clock_breached'),
        [
            ('clock', 'clock', records.ClockKey),
            ('due_at', 'due_at', datetime),
        ],
    ),
    records.EventClocksRebound: (
        ('type', 'clocks_rebound'),
        [
            ('config_version', 'config_version', None),
        ],
    ),
    records.EventStepTaken: (
        ('type', 'step_taken'),
        [
            ('clock', 'clock', records.ClockKey),
            ('step', 'step', None),
        ],
    ),
    records.EventTicketMerged: (
        ('type', 'ticket_merged'),
        [
        ],
    ),
    records.EventTicketUnmerged: (
        ('type', 'ticket_unmerged'),
        [
        ],
    ),
    records.EventTicketJoined: (
        ('type', 'ticket_joined'),
        [
            ('other', 'other', None, None),
        ],
    ),
    records.EventTicketLeft: (
        ('type', 'ticket_left'),
        [
            ('other', 'other', None, None),
        ],
    ),
    records.EventTicketRepeated: (
        ('type', 'ticket_repeated'),
        [
            ('message', 'message', None, None),
        ],
    ),
    records.EventTicketLinked: (
        ('type', 'ticket_linked'),
        [
        ],
    ),
    records.EventTicketSplit: (
        ('type', 'ticket_split'),
        [
            ('message', 'message', None),
            ('other', 'other', None, None),
        ],
    ),
    records.EventSplitUndone: (
        ('type', 'split_undone'),
        [
            ('message', 'message', None),
            ('other', 'other', None, None),
        ],
    ),
    records.EventTicketMarkedSpam: (
        ('type', 'ticket_marked_spam'),
        [
        ],
    ),
    records.EventTicketTrashed: (
        ('type', 'ticket_trashed'),
        [
        ],
    ),
    records.EventTicketRestored: (
        ('type', 'ticket_restored'),
        [
        ],
    ),
    records.EventLinksRevoked: (
        ('type', 'links_revoked'),
        [
        ],
    ),
    records.EventTicketErased: (
        ('type', 'ticket_erased'),
        [
            ('person', 'person', None),
        ],
    ),
    records.EventPersonChanged: (
        ('type', 'person_changed'),
        [
            ('person', 'person', None),
        ],
    ),
    records.EventPersonErased: (
        ('type', 'person_erased'),
        [
            ('person', 'person', None),
        ],
    ),
    records.EventOrganizationChanged: (
        ('type', 'organization_changed'),
        [
            ('organization', 'organization', None),
        ],
    ),
    records.EventConfigChanged: (
        ('type', 'config_changed'),
        [
            ('config_version', 'config_version', None),
        ],
    ),
    records.EventJobStarted: (
        ('type', 'job_started'),
        [
            ('job', 'job', None),
        ],
    ),
    records.EventJobFinished: (
        ('type', 'job_finished'),
        [
            ('job', 'job', None),
        ],
    ),
    records.EventJobCancelled: (
        ('type', 'job_cancelled'),
        [
            ('job', 'job', None),
        ],
    ),
    records.EventEffectParked: (
        ('type', 'effect_parked'),
        [
            ('effect', 'effect', None),
        ],
    ),
    records.JobChangeTickets: (
        ('kind', 'change_tickets'),
        [
            ('set', 'set', None),
            ('last_number', 'last_number', None, None),
            ('transition', 'transition', None, None),
        ],
    ),
    records.JobRebindTickets: (
        ('kind', 'rebind_tickets'),
        [
            ('last_number', 'last_number', None, None),
        ],
    ),
    records.JobTrashTickets: (
        ('kind', 'trash_tickets'),
        [
            ('last_number', 'last_number', None, None),
        ],
    ),
    records.JobRestoreTickets: (
        ('kind', 'restore_tickets'),
        [
            ('last_number', 'last_number', None, None),
        ],
    ),
    records.JobErasePerson: (
        ('kind', 'erase_person'),
        [
            ('person', 'person', None),
        ],
    ),
    records.JobSolveIncidents: (
        ('kind', 'solve_incidents'),
        [
            ('problem', 'problem', None),
        ],
    ),
    records.JobReleaseTickets: (
        ('kind', 'release_tickets'),
        [
            ('person', 'person', None),
        ],
    ),
    records.JobLineUp: (
        ('kind', 'line_up'),
        [
            ('team', 'team', None),
        ],
    ),
    records.JobRetryQueue: (
        ('kind', 'retry_queue'),
        [
            ('team', 'team', None),
        ],
    ),
    records.PauseCauseStatus: (
        ('kind', 'status'),
        [
            ('status', 'status', None),
        ],
    ),
    records.PauseCauseCondition: (
        ('kind', 'condition'),
        [
        ],
    ),
    records.PauseCauseSolved: (
        ('kind', 'solved'),
        [
        ],
    ),
    records.ReasonWindow: (
        ('kind', 'window'),
        [
            ('window', 'window', None),
        ],
    ),
    records.ReasonSpecialDay: (
        ('kind', 'special_day'),
        [
            ('name', 'name', None),
            ('window', 'window', None),
        ],
    ),
    records.ReasonHoliday: (
        ('kind', 'holiday'),
        [
            ('name', 'name', None),
        ],
    ),
    records.ReasonBreak: (
        ('kind', 'break'),
        [
            ('name', 'name', None),
            ('window', 'window', None),
        ],
    ),
    records.ReasonOutsideHours: (
        ('kind', 'outside_hours'),
        [
            ('special_day', 'special_day', None, None),
        ],
    ),
    records.StretchCounted: (
        ('what', 'counted'),
        [
        ],
    ),
    records.StretchPaused: (
        ('what', 'paused'),
        [
            ('cause', 'cause', 'PauseCause'),
        ],
    ),
    records.StretchDropped: (
        ('what', 'dropped'),
        [
        ],
    ),
    records.StretchClosed: (
        ('what', 'closed'),
        [
            ('reasons', 'reasons', ['Reason']),
        ],
    ),
    records.VerdictWon: (
        ('kind', 'won'),
        [
            ('score', 'score', None),
        ],
    ),
    records.VerdictBehind: (
        ('kind', 'behind'),
        [
            ('score', 'score', None),
        ],
    ),
    records.VerdictEligible: (
        ('kind', 'eligible'),
        [
        ],
    ),
    records.VerdictUnavailable: (
        ('kind', 'unavailable'),
        [
        ],
    ),
    records.VerdictOffShift: (
        ('kind', 'off_shift'),
        [
            ('until', 'until', datetime),
        ],
    ),
    records.VerdictAbsent: (
        ('kind', 'absent'),
        [
            ('until', 'until', datetime),
        ],
    ),
    records.VerdictFull: (
        ('kind', 'full'),
        [
            ('load', 'load', None),
            ('capacity', 'capacity', None),
        ],
    ),
    records.VerdictLacksSkill: (
        ('kind', 'lacks_skill'),
        [
            ('skill', 'skill', None),
            ('needed', 'needed', None),
        ],
    ),
    records.VerdictLacksLanguage: (
        ('kind', 'lacks_language'),
        [
            ('language', 'language', None),
        ],
    ),
    records.VerdictMayNotSee: (
        ('kind', 'may_not_see'),
        [
        ],
    ),
    records.VerdictExcluded: (
        ('kind', 'excluded'),
        [
        ],
    ),
    commands.CreateTicket: (
        ('do', 'create_ticket'),
        [
            ('subject', 'subject', None),
            ('attachments', 'attachments', [records.Attachment], ()),
            ('body', 'body', None, ''),
            ('fold_key', 'fold_key', None, None),
            ('html', 'html', None, None),
            ('message_id', 'message_id', None, None),
            ('requester', 'requester', records.Intake, None),
            ('set', 'set', None, {}),
        ],
    ),
    commands.Reply: (
        ('do', 'reply'),
        [
            ('ticket', 'ticket', None),
            ('body', 'body', None),
            ('attachments', 'attachments', [records.Attachment], ()),
            ('expect_version', 'expect_version', None, None),
            ('html', 'html', None, None),
            ('message_id', 'message_id', None, None),
            ('set', 'set', None, {}),
            ('spent_minutes', 'spent_minutes', None, None),
        ],
    ),
    commands.ReceiveMessage: (
        ('do', 'receive_message'),
        [
            ('ticket', 'ticket', None),
            ('from_', 'from', records.Intake),
            ('attachments', 'attachments', [records.Attachment], ()),
            ('body', 'body', None, ''),
            ('html', 'html', None, None),
            ('message_id', 'message_id', None, None),
        ],
    ),
    commands.Note: (
        ('do', 'note'),
        [
            ('ticket', 'ticket', None),
            ('body', 'body', None),
            ('attachments', 'attachments', [records.Attachment], ()),
            ('expect_version', 'expect_version', None, None),
            ('html', 'html', None, None),
            ('set', 'set', None, {}),
            ('spent_minutes', 'spent_minutes', None, None),
        ],
    ),
    commands.PublishMessage: (
        ('do', 'publish_message'),
        [
            ('ticket', 'ticket', None),
            ('message', 'message', None),
            ('expect_version', 'expect_version', None, None),
        ],
    ),
    commands.ChangeTicket: (
        ('do', 'change_ticket'),
        [
            ('ticket', 'ticket', None),
            ('set', 'set', None),
            ('expect_version', 'expect_version', None, None),
            ('transition', 'transition', None, None),
        ],
    ),
    commands.ApplyMacro: (
        ('do', 'apply_macro'),
        [
            ('ticket', 'ticket', None),
            ('name', 'name', None),
            ('expect_version', 'expect_version', None, None),
        ],
    ),
    commands.ChangeTickets: (
        ('do', 'change_tickets'),
        [
            ('tickets', 'tickets', None),
            ('set', 'set', None),
            ('transition', 'transition', None, None),
        ],
    ),
    commands.CancelJob: (
        ('do', 'cancel_job'),
        [
            ('job', 'job', None),
        ],
    ),
    commands.DecideApproval: (
        ('do', 'decide_approval'),
        [
            ('ticket', 'ticket', None),
            ('approve', 'approve', None),
            ('expect_version', 'expect_version', None, None),
            ('reason', 'reason', None, None),
        ],
    ),
    commands.AssignTicket: (
        ('do', 'assign_ticket'),
        [
            ('ticket', 'ticket', None),
            ('agent', 'agent', None, None),
            ('expect_version', 'expect_version', None, None),
            ('team', 'team', None, None),
        ],
    ),
    commands.NextTicket: (
        ('do', 'next_ticket'),
        [
            ('team', 'team', None, None),
        ],
    ),
    commands.AcceptTicket: (
        ('do', 'accept_ticket'),
        [
            ('ticket', 'ticket', None),
        ],
    ),
    commands.HoldTicket: (
        ('do', 'hold_ticket'),
        [
            ('ticket', 'ticket', None),
        ],
    ),
    commands.DeclineTicket: (
        ('do', 'decline_ticket'),
        [
            ('ticket', 'ticket', None),
            ('reason', 'reason', None),
        ],
    ),
    commands.SnoozeTicket: (
        ('do', 'snooze_ticket'),
        [
            ('ticket', 'ticket', None),
            ('until', 'until', datetime),
        ],
    ),
    commands.WakeTicket: (
        ('do', 'wake_ticket'),
        [
            ('ticket', 'ticket', None),
        ],
    ),
    commands.MergeTickets: (
        ('do', 'merge_tickets'),
        [
            ('winner', 'winner', None),
            ('losers', 'losers', [None]),
            ('publish', 'publish', None, False),
        ],
    ),
    commands.UnmergeTicket: (
        ('do', 'unmerge_ticket'),
        [
            ('ticket', 'ticket', None),
        ],
    ),
    commands.LinkTickets: (
        ('do', 'link_tickets'),
        [
            ('ticket', 'ticket', None),
            ('relation', 'relation', records.Relation),
            ('to', 'to', None),
        ],
    ),
    commands.UnlinkTickets: (
        ('do', 'unlink_tickets'),
        [
            ('ticket', 'ticket', None),
            ('relation', 'relation', records.Relation),
            ('to', 'to', None),
        ],
    ),
    commands.SplitTicket: (
        ('do', 'split_ticket'),
        [
            ('ticket', 'ticket', None),
            ('message', 'message', None),
            ('set', 'set', None, {}),
            ('subject', 'subject', None, None),
        ],
    ),
    commands.UndoSplit: (
        ('do', 'undo_split'),
        [
            ('ticket', 'ticket', None),
        ],
    ),
    commands.LogTime: (
        ('do', 'log_time'),
        [
            ('ticket', 'ticket', None),
            ('minutes', 'minutes', None),
        ],
    ),
    commands.ChangeChecklist: (
        ('do', 'change_checklist'),
        [
            ('ticket', 'ticket', None),
            ('changes', 'changes', ['ChecklistChange']),
        ],
    ),
    commands.MarkSpam: (
        ('do', 'mark_spam'),
        [
            ('ticket', 'ticket', None),
        ],
    ),
    commands.TrashTicket: (
        ('do', 'trash_ticket'),
        [
            ('ticket', 'ticket', None),
        ],
    ),
    commands.RestoreTicket: (
        ('do', 'restore_ticket'),
        [
            ('ticket', 'ticket', None),
        ],
    ),
    commands.TrashTickets: (
        ('do', 'trash_tickets'),
        [
            ('tickets', 'tickets', None),
        ],
    ),
    commands.RestoreTickets: (
        ('do', 'restore_tickets'),
        [
            ('tickets', 'tickets', None),
        ],
    ),
    commands.PutPerson: (
        ('do', 'put_person'),
        [
            ('addresses', 'addresses', [None], None),
            ('external_ids', 'external_ids', [records.ExternalId], None),
            ('language', 'language', None, None),
            ('name', 'name', None, None),
            ('organization', 'organization', None, None),
            ('person', 'person', None, None),
            ('phone', 'phone', None, None),
        ],
    ),
    commands.PutAgent: (
        ('do', 'put_agent'),
        [
            ('person', 'person', None),
            ('active', 'active', None, None),
            ('availability', 'availability', records.Availability, None),
            ('calendar', 'calendar', None, None),
            ('capacity', 'capacity', None, None),
            ('languages', 'languages', [None], None),
            ('name', 'name', None, None),
            ('role', 'role', None, None),
            ('share', 'share', None, None),
            ('skills', 'skills', [records.Skill], None),
            ('teams', 'teams', [None], None),
        ],
    ),
    commands.SetPresence: (
        ('do', 'set_presence'),
        [
            ('absence', 'absence', records.Leave, None),
            ('availability', 'availability', records.Availability, None),
            ('end_absence', 'end_absence', None, False),
            ('person', 'person', None, None),
        ],
    ),
    commands.ErasePerson: (
        ('do', 'erase_person'),
        [
            ('person', 'person', None),
        ],
    ),
    commands.PutOrganization: (
        ('do', 'put_organization'),
        [
            ('key', 'key', None),
            ('calendar', 'calendar', None, None),
            ('external_ids', 'external_ids', [records.ExternalId], None),
            ('name', 'name', None, None),
            ('shared', 'shared', None, None),
        ],
    ),
    commands.RevokeLinks: (
        ('do', 'revoke_links'),
        [
            ('ticket', 'ticket', None),
        ],
    ),
    commands.RebindClocks: (
        ('do', 'rebind_clocks'),
        [
            ('ticket', 'ticket', None),
        ],
    ),
    commands.RebindTickets: (
        ('do', 'rebind_tickets'),
        [
            ('tickets', 'tickets', None),
        ],
    ),
    commands.FireTimers: (
        ('do', 'fire_timers'),
        [
            ('ticket', 'ticket', None),
            ('by', 'by', datetime),
        ],
    ),
    commands.ContinueJob: (
        ('do', 'continue_job'),
        [
            ('job', 'job', None),
            ('version', 'version', None),
            ('failed', 'failed', [records.Problem], ()),
            ('ticket', 'ticket', None, None),
        ],
    ),
    commands.Configure: (
        ('do', 'configure'),
        [
            ('document', 'document', None),
            ('expect_version', 'expect_version', None, None),
        ],
    ),
    queries.Ticket: (
        ('ask', 'ticket'),
        [
            ('ticket', 'ticket', None),
        ],
    ),
    queries.Thread: (
        ('ask', 'thread'),
        [
            ('ticket', 'ticket', None),
            ('after', 'after', None, None),
            ('limit', 'limit', None, None),
        ],
    ),
    queries.Attachment: (
        ('ask', 'attachment'),
        [
            ('ticket', 'ticket', None),
            ('message', 'message', None),
            ('sha256', 'sha256', None),
        ],
    ),
    queries.Replies: (
        ('ask', 'replies'),
        [
            ('ticket', 'ticket', None),
            ('language', 'language', None, None),
            ('reply', 'reply', None, None),
        ],
    ),
    queries.Macros: (
        ('ask', 'macros'),
        [
            ('ticket', 'ticket', None),
        ],
    ),
    queries.Links: (
        ('ask', 'links'),
        [
            ('ticket', 'ticket', None),
            ('limit', 'limit', None, None),
        ],
    ),
    queries.Link: (
        ('ask', 'link'),
        [
            ('ticket', 'ticket', None),
            ('expires_at', 'expires_at', datetime),
            ('person', 'person', None, None),
        ],
    ),
    queries.History: (
        ('ask', 'history'),
        [
            ('ticket', 'ticket', None),
            ('after', 'after', None, 0),
            ('limit', 'limit', None, None),
        ],
    ),
    queries.Feed: (
        ('ask', 'feed'),
        [
            ('after', 'after', None, 0),
            ('limit', 'limit', None, None),
        ],
    ),
    queries.Find: (
        ('ask', 'find'),
        [
            ('after', 'after', None, None),
            ('condition', 'condition', None, None),
            ('descending', 'descending', None, False),
            ('limit', 'limit', None, None),
            ('sort', 'sort', None, None),
            ('text', 'text', None, None),
        ],
    ),
    queries.Count: (
        ('ask', 'count'),
        [
            ('by', 'by', None, None),
            ('condition', 'condition', None, None),
        ],
    ),
    queries.Transitions: (
        ('ask', 'transitions'),
        [
            ('ticket', 'ticket', None),
        ],
    ),
    queries.Form: (
        ('ask', 'form'),
        [
            ('set', 'set', None, {}),
            ('ticket', 'ticket', None, None),
            ('type', 'type', None, None),
        ],
    ),
    queries.Promises: (
        ('ask', 'promises'),
        [
            ('ticket', 'ticket', None),
        ],
    ),
    queries.Policy: (
        ('ask', 'policy'),
        [
            ('ticket', 'ticket', None),
        ],
    ),
    queries.Routings: (
        ('ask', 'routings'),
        [
            ('ticket', 'ticket', None),
        ],
    ),
    queries.Handoffs: (
        ('ask', 'handoffs'),
        [
            ('ticket', 'ticket', None),
        ],
    ),
    queries.Line: (
        ('ask', 'line'),
        [
            ('team', 'team', None),
            ('limit', 'limit', None, None),
        ],
    ),
    queries.Fairness: (
        ('ask', 'fairness'),
        [
            ('team', 'team', None),
            ('days', 'days', None, None),
        ],
    ),
    queries.Staffing: (
        ('ask', 'staffing'),
        [
        ],
    ),
    queries.Account: (
        ('ask', 'account'),
        [
            ('ticket', 'ticket', None),
            ('as_of', 'as_of', datetime, None),
            ('picture', 'picture', None, False),
        ],
    ),
    queries.Visits: (
        ('ask', 'visits'),
        [
            ('ticket', 'ticket', None),
        ],
    ),
    queries.Deadlines: (
        ('ask', 'deadlines'),
        [
            ('after', 'after', None, None),
            ('condition', 'condition', None, None),
            ('limit', 'limit', None, None),
            ('link', 'link', None, None),
            ('name', 'name', None, None),
        ],
    ),
    queries.Preview: (
        ('ask', 'preview'),
        [
            ('after', 'after', None, None),
            ('condition', 'condition', None, None),
            ('document', 'document', None, None),
            ('late_only', 'late_only', None, False),
            ('limit', 'limit', None, None),
        ],
    ),
    queries.WhatIf: (
        ('ask', 'what_if'),
        [
            ('after', 'after', None, None),
            ('as_of', 'as_of', datetime, None),
            ('condition', 'condition', None, None),
            ('document', 'document', None, None),
            ('limit', 'limit', None, None),
        ],
    ),
    queries.WhatIfRouting: (
        ('ask', 'what_if_routing'),
        [
            ('after', 'after', None, None),
            ('as_of', 'as_of', datetime, None),
            ('condition', 'condition', None, None),
            ('document', 'document', None, None),
            ('limit', 'limit', None, None),
        ],
    ),
    queries.DryRun: (
        ('ask', 'dry_run'),
        [
            ('ticket', 'ticket', None),
            ('command', 'command', None, None),
            ('occasion', 'occasion', records.Occasion, None),
            ('rules', 'rules', None, None),
        ],
    ),
    queries.RuleCounts: (
        ('ask', 'rule_counts'),
        [
        ],
    ),
    queries.Person: (
        ('ask', 'person'),
        [
            ('person', 'person', None),
        ],
    ),
    queries.Job: (
        ('ask', 'job'),
        [
            ('job', 'job', None),
        ],
    ),
    queries.Jobs: (
        ('ask', 'jobs'),
        [
            ('after', 'after', None, None),
            ('limit', 'limit', None, None),
        ],
    ),
    queries.Config: (
        ('ask', 'config'),
        [
            ('version', 'version', None, None),
        ],
    ),
    queries.Diagram: (
        ('ask', 'diagram'),
        [
            ('format', 'format', records.DiagramFormat, None),
            ('workflow', 'workflow', None, None),
        ],
    ),
    answers.Ticket: (
        ('answer', 'ticket'),
        [
            ('ticket', 'ticket', records.Ticket),
        ],
    ),
    answers.PublicTicket: (
        ('answer', 'public_ticket'),
        [
            ('ticket', 'ticket', records.PublicTicket),
        ],
    ),
    answers.Thread: (
        ('answer', 'thread'),
        [
            ('messages', 'messages', [records.Message]),
            ('more', 'more', None),
        ],
    ),
    answers.PublicThread: (
        ('answer', 'public_thread'),
        [
            ('messages', 'messages', [records.PublicMessage]),
            ('more', 'more', None),
            ('last', 'last', None),
        ],
    ),
    answers.Attachment: (
        ('answer', 'attachment'),
        [
            ('attachment', 'attachment', records.Attachment),
            ('serving', 'serving', records.Serving),
        ],
    ),
    answers.Replies: (
        ('answer', 'replies'),
        [
            ('replies', 'replies', [records.CannedReply]),
        ],
    ),
    answers.Macros: (
        ('answer', 'macros'),
        [
            ('macros', 'macros', [records.MacroOffer]),
        ],
    ),
    answers.Links: (
        ('answer', 'links'),
        [
            ('links', 'links', [records.Linked]),
        ],
    ),
    answers.Link: (
        ('answer', 'link'),
        [
            ('token', 'token', None),
            ('expires_at', 'expires_at', datetime),
        ],
    ),
    answers.History: (
        ('answer', 'history'),
        [
            ('events', 'events', [records.Event]),
            ('last', 'last', None),
        ],
    ),
    answers.PublicHistory: (
        ('answer', 'public_history'),
        [
            ('events', 'events', [records.PublicEvent]),
            ('last', 'last', None),
        ],
    ),
    answers.Page: (
        ('answer', 'page'),
        [
            ('tickets', 'tickets', [records.Ticket]),
            ('next', 'next', None),
        ],
    ),
    answers.PublicPage: (
        ('answer', 'public_page'),
        [
            ('tickets', 'tickets', [records.PublicTicket]),
            ('next', 'next', None),
        ],
    ),
    answers.Counts: (
        ('answer', 'counts'),
        [
            ('counts', 'counts', [records.Count]),
        ],
    ),
    answers.Transitions: (
        ('answer', 'transitions'),
        [
            ('available', 'available', [records.Available]),
        ],
    ),
    answers.Form: (
        ('answer', 'form'),
        [
            ('fields', 'fields', [records.FormEntry]),
            ('problems', 'problems', [records.Problem]),
            ('form', 'form', None),
            ('label', 'label', None),
        ],
    ),
    answers.Promises: (
        ('answer', 'promises'),
        [
            ('clocks', 'clocks', [records.ClockView]),
        ],
    ),
    answers.Policy: (
        ('answer', 'policy'),
        [
            ('choices', 'choices', [records.Choice]),
            ('why', 'why', None),
            ('policy', 'policy', None),
        ],
    ),
    answers.Routings: (
        ('answer', 'routings'),
        [
            ('decisions', 'decisions', [records.AssignmentDecision]),
        ],
    ),
    answers.Handoffs: (
        ('answer', 'handoffs'),
        [
            ('handoffs', 'handoffs', [records.Handoff]),
        ],
    ),
    answers.Line: (
        ('answer', 'line'),
        [
            ('tickets', 'tickets', [records.Waiting]),
        ],
    ),
    answers.Fairness: (
        ('answer', 'fairness'),
        [
            ('total', 'total', None),
            ('members', 'members', [records.FairShare]),
            ('largest_deviation_hundredths', 'largest_deviation_hundredths', None),
            ('spread', 'spread', None),
        ],
    ),
    answers.Staffing: (
        ('answer', 'staffing'),
        [
            ('problems', 'problems', [records.Problem]),
        ],
    ),
    answers.Account: (
        ('answer', 'account'),
        [
            ('number', 'number', None),
            ('until', 'until', datetime),
            ('policies', 'policies', [records.Choice]),
            ('clocks', 'clocks', [records.Explanation]),
            ('spent', 'spent', [records.Spell]),
            ('totals', 'totals', [records.SpentTotal]),
            ('time_zone', 'time_zone', None),
            ('text', 'text', None),
            ('svg', 'svg', None, None),
        ],
    ),
    answers.Visits: (
        ('answer', 'visits'),
        [
            ('until', 'until', datetime),
            ('visits', 'visits', [records.Visit]),
            ('totals', 'totals', [records.VisitTotal]),
        ],
    ),
    answers.Deadlines: (
        ('answer', 'deadlines'),
        [
            ('calendar', 'calendar', None),
            ('items', 'items', None),
            ('next', 'next', None, None),
        ],
    ),
    answers.Preview: (
        ('answer', 'preview'),
        [
            ('preview', 'preview', records.Preview),
            ('text', 'text', None),
        ],
    ),
    answers.WhatIf: (
        ('answer', 'what_if'),
        [
            ('report', 'report', records.WhatIfReport),
            ('text', 'text', None),
        ],
    ),
    answers.DryRun: (
        ('answer', 'dry_run'),
        [
            ('run', 'run', records.DryRunReport),
        ],
    ),
    answers.RuleCounts: (
        ('answer', 'rule_counts'),
        [
            ('counts', 'counts', [records.RuleCount]),
        ],
    ),
    answers.WhatIfRouting: (
        ('answer', 'what_if_routing'),
        [
            ('report', 'report', records.RoutingReport),
            ('text', 'text', None),
        ],
    ),
    answers.Person: (
        ('answer', 'person'),
        [
            ('person', 'person', records.Person),
        ],
    ),
    answers.Job: (
        ('answer', 'job'),
        [
            ('job', 'job', records.Job),
        ],
    ),
    answers.Jobs: (
        ('answer', 'jobs'),
        [
            ('jobs', 'jobs', [records.Job]),
        ],
    ),
    answers.Config: (
        ('answer', 'config'),
        [
            ('version', 'version', None),
            ('document', 'document', None),
        ],
    ),
    answers.Diagram: (
        ('answer', 'diagram'),
        [
            ('source', 'source', None),
        ],
    ),
}

UNIONS: dict[str, tuple[str, dict[str, type]]] = {
    'Actor': (
        'kind',
        {
            'host': records.Host,
            'agent': records.Agent,
            'requester': records.Requester,
            'link': records.Link,
        },
    ),
    'Author': (
        'kind',
        {
            'end_user': records.AuthorEndUser,
            'unverified': records.AuthorUnverified,
            'agent': records.AuthorAgent,
            'bot': records.AuthorBot,
            'system': records.AuthorSystem,
        },
    ),
    'By': (
        'kind',
        {
            'host': records.ByHost,
            'agent': records.ByAgent,
            'requester': records.ByRequester,
            'rule': records.ByRule,
            'system': records.BySystem,
        },
    ),
    'ChecklistChange': (
        'change',
        {
            'add': records.ChecklistChangeAdd,
            'reword': records.ChecklistChangeReword,
            'remove': records.ChecklistChangeRemove,
            'check': records.ChecklistChangeCheck,
            'uncheck': records.ChecklistChangeUncheck,
            'move': records.ChecklistChangeMove,
        },
    ),
    'EffectKind': (
        'kind',
        {
            'acknowledge': records.EffectAcknowledge,
            'deliver': records.EffectDeliver,
            'assigned': records.EffectAssigned,
            'owner_silent': records.EffectOwnerSilent,
            'escalate': records.EffectEscalate,
            'notify_requester': records.EffectNotifyRequester,
            'approve': records.EffectApprove,
            'approval_decided': records.EffectApprovalDecided,
            'remove_files': records.EffectRemoveFiles,
            'webhook': records.EffectWebhook,
            'host': records.EffectHost,
        },
    ),
    'EffectState': (
        'kind',
        {
            'waiting': records.EffectStateWaiting,
            'leased': records.EffectStateLeased,
            'parked': records.EffectStateParked,
        },
    ),
    'EventKind': (
        'type',
        {
            'ticket_created': records.EventTicketCreated,
            'ticket_changed': records.EventTicketChanged,
            'ticket_moved': records.EventTicketMoved,
            'auto_move_skipped': records.EventAutoMoveSkipped,
            'requester_notified': records.EventRequesterNotified,
            'approval_asked': records.EventApprovalAsked,
            'approval_given': records.EventApprovalGiven,
            'approval_refused': records.EventApprovalRefused,
            'message_added': records.EventMessageAdded,
            'time_logged': records.EventTimeLogged,
            'checklist_changed': records.EventChecklistChanged,
            'message_published': records.EventMessagePublished,
            'ticket_routed': records.EventTicketRouted,
            'ticket_pulled': records.EventTicketPulled,
            'ticket_accepted': records.EventTicketAccepted,
            'ticket_released': records.EventTicketReleased,
            'owner_silent': records.EventOwnerSilent,
            'rung_taken': records.EventRungTaken,
            'handoff_alarm': records.EventHandoffAlarm,
            'rule_fired': records.EventRuleFired,
            'macro_applied': records.EventMacroApplied,
            'rule_refused': records.EventRuleRefused,
            'loop_stopped': records.EventLoopStopped,
            'no_policy': records.EventNoPolicy,
            'clock_breached': records.EventClockBreached,
            'clocks_rebound': records.EventClocksRebound,
            'step_taken': records.EventStepTaken,
            'ticket_merged': records.EventTicketMerged,
            'ticket_unmerged': records.EventTicketUnmerged,
            'ticket_joined': records.EventTicketJoined,
            'ticket_left': records.EventTicketLeft,
            'ticket_repeated': records.EventTicketRepeated,
            'ticket_linked': records.EventTicketLinked,
            'ticket_split': records.EventTicketSplit,
            'split_undone': records.EventSplitUndone,
            'ticket_marked_spam': records.EventTicketMarkedSpam,
            'ticket_trashed': records.EventTicketTrashed,
            'ticket_restored': records.EventTicketRestored,
            'links_revoked': records.EventLinksRevoked,
            'ticket_erased': records.EventTicketErased,
            'person_changed': records.EventPersonChanged,
            'person_erased': records.EventPersonErased,
            'organization_changed': records.EventOrganizationChanged,
            'config_changed': records.EventConfigChanged,
            'job_started': records.EventJobStarted,
            'job_finished': records.EventJobFinished,
            'job_cancelled': records.EventJobCancelled,
            'effect_parked': records.EventEffectParked,
        },
    ),
    'JobKind': (
        'kind',
        {
            'change_tickets': records.JobChangeTickets,
            'rebind_tickets': records.JobRebindTickets,
            'trash_tickets': records.JobTrashTickets,
            'restore_tickets': records.JobRestoreTickets,
            'erase_person': records.JobErasePerson,
            'solve_incidents': records.JobSolveIncidents,
            'release_tickets': records.JobReleaseTickets,
            'line_up': records.JobLineUp,
            'retry_queue': records.JobRetryQueue,
        },
    ),
    'PauseCause': (
        'kind',
        {
            'status': records.PauseCauseStatus,
            'condition': records.PauseCauseCondition,
            'solved': records.PauseCauseSolved,
        },
    ),
    'Reason': (
        'kind',
        {
            'window': records.ReasonWindow,
            'special_day': records.ReasonSpecialDay,
            'holiday': records.ReasonHoliday,
            'break': records.ReasonBreak,
            'outside_hours': records.ReasonOutsideHours,
        },
    ),
    'StretchWhat': (
        'what',
        {
            'counted': records.StretchCounted,
            'paused': records.StretchPaused,
            'dropped': records.StretchDropped,
            'closed': records.StretchClosed,
        },
    ),
    'Verdict': (
        'kind',
        {
            'won': records.VerdictWon,
            'behind': records.VerdictBehind,
            'eligible': records.VerdictEligible,
            'unavailable': records.VerdictUnavailable,
            'off_shift': records.VerdictOffShift,
            'absent': records.VerdictAbsent,
            'full': records.VerdictFull,
            'lacks_skill': records.VerdictLacksSkill,
            'lacks_language': records.VerdictLacksLanguage,
            'may_not_see': records.VerdictMayNotSee,
            'excluded': records.VerdictExcluded,
        },
    ),
    'Answer': (
        'answer',
        {
            'ticket': answers.Ticket,
            'public_ticket': answers.PublicTicket,
            'thread': answers.Thread,
            'public_thread': answers.PublicThread,
            'attachment': answers.Attachment,
            'replies': answers.Replies,
            'macros': answers.Macros,
            'links': answers.Links,
            'link': answers.Link,
            'history': answers.History,
            'public_history': answers.PublicHistory,
            'page': answers.Page,
            'public_page': answers.PublicPage,
            'counts': answers.Counts,
            'transitions': answers.Transitions,
            'form': answers.Form,
            'promises': answers.Promises,
            'policy': answers.Policy,
            'routings': answers.Routings,
            'handoffs': answers.Handoffs,
            'line': answers.Line,
            'fairness': answers.Fairness,
            'staffing': answers.Staffing,
            'account': answers.Account,
            'visits': answers.Visits,
            'deadlines': answers.Deadlines,
            'preview': answers.Preview,
            'what_if': answers.WhatIf,
            'dry_run': answers.DryRun,
            'rule_counts': answers.RuleCounts,
            'what_if_routing': answers.WhatIfRouting,
            'person': answers.Person,
            'job': answers.Job,
            'jobs': answers.Jobs,
            'config': answers.Config,
            'diagram': answers.Diagram,
        },
    ),
}

ROOTS: dict[str, Any] = {
    'answer': 'Answer',
    'outcome': records.Outcome,
    'report': records.Report,
    'effects': [records.Effect],
    'notices': [records.Notice],
    'problems': [records.Problem],
}
