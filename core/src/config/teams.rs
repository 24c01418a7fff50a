//! Whether what a document says about who gets a ticket holds together.

use std::collections::{BTreeMap, BTreeSet};

use super::check::Desk;
use super::document::Document;
use super::found::Found;
use crate::assignment::{RouteMode, RungSpec, TeamSpec};
use crate::error::{Code, Problem, pointer};
use crate::id::Name;
use crate::time::Span;

impl Desk<'_> {
    /// What has to do with who gets a ticket.
    pub(super) fn check_work(&self, document: &Document, found: &mut Found) {
        for (n, team) in document.teams.iter().enumerate() {
            self.check_team(team, &pointer("/teams", n), found);
        }
        check_circles(document, found);
        for (n, rule) in document.rules.iter().enumerate() {
            if let Some(calendar) = rule.when.as_ref().and_then(|when| when.calendar.as_ref()) {
                let path = pointer(&pointer("/rules", n), "when");
                self.calendars.expect(calendar, pointer(&path, "calendar"), found);
            }
        }
        for (n, route) in document.routes.iter().enumerate() {
            let path = pointer("/routes", n);
            match &route.team {
                Some(team) => self.teams.expect(team, pointer(&path, "team"), found),
                None if document.route_mode == RouteMode::First => {
                    let problem = Problem::new(Code::Missing, "the route leads nowhere");
                    let hint = "name a team, or write `\"route_mode\": \"all\"`";
                    found.report(problem.at(pointer(&path, "team")).hint(hint));
                }
                None => {}
            }
            if let Some(calendar) = &route.open {
                self.calendars.expect(calendar, pointer(&path, "open"), found);
            }
            let mut seen = BTreeSet::new();
            for (n, skill) in route.skills.iter().enumerate() {
                let path = pointer(&pointer(&pointer(&path, "skills"), n), "name");
                if !seen.insert(&skill.name) {
                    let message = format!("the skill `{}` is asked for twice", skill.name);
                    found.report(Problem::new(Code::Duplicate, message).at(path.clone()));
                }
                self.skills.expect(&skill.name, path, found);
            }
        }
        expect_time(Some(document.handoffs.return_within), "/handoffs/return_within".to_owned(), found);
    }

    fn check_team(&self, team: &TeamSpec, path: &str, found: &mut Found) {
        if let Some(calendar) = &team.calendar {
            self.calendars.expect(calendar, pointer(path, "calendar"), found);
        }
        if let Some(workflow) = &team.workflow {
            self.workflows.expect(workflow, pointer(path, "workflow"), found);
        }
        if let Some(response) = &team.response {
            let path = pointer(path, "response");
            expect_time(Some(response.within), pointer(&path, "within"), found);
            if let Some(calendar) = &response.calendar {
                self.calendars.expect(calendar, pointer(&path, "calendar"), found);
            }
        }
        if let Some(pull) = &team.pull {
            let path = pointer(path, "pull");
            expect_time(Some(pull.lease), pointer(&path, "lease"), found);
            expect_time(Some(pull.due), pointer(&path, "due"), found);
        }
        expect_time(team.declined_for, pointer(path, "declined_for"), found);
        for (n, rung) in team.ladder.iter().enumerate() {
            let path = pointer(&pointer(path, "ladder"), n);
            if let Some(calendar) = &rung.calendar {
                self.calendars.expect(calendar, pointer(&path, "calendar"), found);
            }
            let Some(to) = &rung.team else { continue };
            self.teams.expect(to, pointer(&path, "team"), found);
            if n + 1 < team.ladder.len() {
                let message = format!(
                    "from here on the ticket waits in `{to}`, and the rungs after it are never taken"
                );
                let problem = Problem::new(Code::OutOfRange, message).at(pointer(&path, "team"));
                found.report(problem.hint("make it the last rung"));
            }
        }
    }
}

/// Reports a time that cannot pass.
fn expect_time(span: Option<Span>, path: String, found: &mut Found) {
    if let Some(span) = span.filter(|span| span.is_zero() || span.is_negative()) {
        let problem = Problem::new(Code::OutOfRange, format!("`{span}` is no time that can pass"));
        found.report(problem.at(path).hint("write a duration such as `PT30M`"));
    }
}

/// Ladders that lead from team to team and back: a ticket would never come to rest.
fn check_circles(document: &Document, found: &mut Found) {
    let leads = |team: &TeamSpec| team.ladder.iter().find_map(|rung: &RungSpec| rung.team.clone());
    let next: BTreeMap<&Name, Name> =
        document.teams.iter().filter_map(|team| Some((&team.name, leads(team)?))).collect();
    let mut told = BTreeSet::new();
    for (n, team) in document.teams.iter().enumerate() {
        let mut way = vec![team.name.clone()];
        while let Some(to) = way.last().and_then(|last| next.get(last)) {
            if *to == team.name {
                if told.is_disjoint(&way.iter().cloned().collect::<BTreeSet<_>>()) {
                    let names: Vec<String> = way.iter().map(|name| format!("`{name}`")).collect();
                    let message = format!("the ladders of {} lead in a circle", names.join(", "));
                    let place = team.ladder.iter().position(|rung| rung.team.is_some()).unwrap_or(0);
                    let path = pointer(&pointer(&pointer("/teams", n), "ladder"), place);
                    let problem = Problem::new(Code::OutOfRange, message).at(pointer(&path, "team"));
                    found.report(problem.hint("let one of them end without another team"));
                }
                told.extend(way);
                break;
            }
            if way.contains(to) {
                break;
            }
            way.push(to.clone());
        }
    }
}
