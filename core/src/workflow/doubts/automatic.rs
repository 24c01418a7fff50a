//! Moves that are to happen by themselves, and for which there is no way.

use super::Doubting;
use crate::error::{one_of, pointer};
use crate::id::Name;
use crate::model::Category;
use crate::workflow::{MessageRule, SnoozeOver, Status};

/// An automatic move that is looked at: its member in the configuration, when it happens, and what it brings along.
struct Move<'m> {
    member: &'static str,
    when: &'static str,
    to: &'m Name,
    brings_message: bool,
}

impl Doubting<'_> {
    pub(super) fn automatic(&mut self, path: &str) {
        let (workflow, spec) = (self.workflow, &self.spec.automatic);
        let at = |member: &str, given: bool| {
            if given { pointer(path, member) } else { path.to_owned() }
        };
        if let Some(to) = workflow.agent_reply() {
            let when = "an agent's reply";
            let way = Move { member: "agent_reply", when, to, brings_message: true };
            let place = at(way.member, spec.agent_reply.is_some());
            self.never_made(&way, &[Category::New, Category::Open], place);
        }
        if let Some(to) = workflow.requester_message() {
            let when = "a customer's message";
            let way = Move { member: "requester_message", when, to, brings_message: true };
            let place = at(way.member, spec.requester_message.is_some());
            let waits = [Category::Pending, Category::OnHold, Category::Solved];
            if !self.never_made(&way, &waits, place.clone()) {
                self.deaf(&way, place);
            }
            if !workflow.reopen_within().is_zero() {
                let when = "a customer's message within the time to reopen";
                let way = Move { when, ..way };
                self.never_made(&way, &[Category::Closed], at("reopen_within", spec.reopen_within.is_some()));
            }
        }
        match (workflow.closing_status(), workflow.close_after()) {
            (Some(closed), Some(_)) => {
                let when = "the time after which solved tickets close";
                let way = Move { member: "close_after", when, to: &closed.name, brings_message: false };
                let place = at(way.member, spec.close_after.is_some());
                self.never_made(&way, &[Category::Solved], place);
            }
            (None, Some(_)) if spec.close_after.is_some() => {
                let message = format!("no ticket of `{}` closes: it has no closed status", workflow.name);
                let hint = "add a status of the category `closed`, or write `PT0S`";
                self.never(message, at("close_after", true), hint);
            }
            _ => {}
        }
        self.timed();
        self.snoozed(at("snooze_over", spec.snooze_over.is_some()));
    }

    /// Snoozes that end where the ticket waits, because there is no way from there to where they are to lead.
    fn snoozed(&mut self, path: String) {
        let Some((held, aside)) = self.held() else { return };
        let way = |to| Move { member: "snooze_over", when: "the end of a snooze", to, brings_message: false };
        let (hint, workflow) =
            ("add the transition, with the permission `system` for the engine alone", self.workflow);
        match workflow.snooze_over() {
            SnoozeOver::Stay => {}
            SnoozeOver::To(to) => {
                let stays = workflow.statuses.get(held).is_some_and(|status| status.name == *to);
                if !stays && !aside.is_empty() && !self.is_possible(&way(to), held) {
                    let message = format!(
                        "the end of a snooze leaves the ticket where it is: the engine has no way to `{to}` from where it waits"
                    );
                    self.never(message, path, hint);
                }
            }
            SnoozeOver::Back => {
                let barred = aside.iter().filter(|status| !self.is_possible(&way(&status.name), held));
                let barred: Vec<&str> = barred.map(|status| status.name.as_str()).collect();
                if !barred.is_empty() {
                    let message = format!(
                        "the end of a snooze leaves the ticket where it waits: the engine has no way back to {}",
                        one_of(barred)
                    );
                    self.doubt(message, path, hint);
                }
            }
        }
    }

    /// Where a snoozed ticket waits, and the statuses of unfinished tickets from which it can be put there.
    fn held(&self) -> Option<(usize, Vec<&'_ Status>)> {
        let held = self.workflow.first_of(Category::OnHold)?;
        let to = self.workflow.place(&held.name)?;
        let way = Move { member: "", when: "", to: &held.name, brings_message: false };
        let unfinished = [Category::New, Category::Open, Category::Pending, Category::OnHold];
        let beginnings = self.beginnings(&way, &unfinished).into_iter();
        let aside = beginnings.filter(|(from, _)| self.is_possible(&way, *from));
        Some((to, aside.map(|(_, status)| status).collect()))
    }

    /// Statuses that are to be left after a time, for which there is no way.
    fn timed(&mut self) {
        let workflow = self.workflow;
        let path = pointer(self.path, "statuses");
        for (n, status) in workflow.statuses.iter().enumerate() {
            let Some(after) = &status.after else { continue };
            let way = Move { member: "after", when: "", to: &after.to, brings_message: false };
            if self.reached.get(n) == Some(&true) && !self.is_possible(&way, n) {
                let (from, to) = (&status.name, &after.to);
                let message = format!(
                    "the time in `{from}` leaves the ticket where it is: the engine has no way from there to `{to}`"
                );
                let hint = "add the transition, with the permission `system` for the engine alone";
                self.never(message, pointer(&pointer(&path, n), "after"), hint);
            }
        }
    }

    /// Says so when a move can begin nowhere, though there are statuses for it.
    fn never_made(&mut self, way: &Move<'_>, categories: &[Category], path: String) -> bool {
        let places = self.beginnings(way, categories);
        if places.is_empty() || places.iter().any(|(place, _)| self.is_possible(way, *place)) {
            return false;
        }
        let from = one_of(places.iter().map(|(_, status)| status.name.as_str()));
        let message = format!(
            "{} leaves the ticket where it is: the engine has no way from {from} to `{}`",
            way.when, way.to
        );
        let hint = match way.member {
            "close_after" => {
                "add the transition, with the permission `system` for the engine alone, or write `PT0S`"
            }
            _ => "add the transition, with the permission `system` for the engine alone, or write `none`",
        };
        let hint = if path.ends_with("reopen_within") || categories == [Category::Closed] {
            "add the transition, with the permission `system` for the engine alone, or write `PT0S` in `reopen_within`"
        } else {
            hint
        };
        self.never(message, path, hint);
        true
    }

    /// Statuses that wait for the customer, or were solved, in which their word changes nothing, though elsewhere it does.
    fn deaf(&mut self, way: &Move<'_>, path: String) {
        let places = self.beginnings(way, &[Category::Pending, Category::Solved]);
        let deaf: Vec<&str> = places
            .iter()
            .filter(|(place, _)| !self.is_possible(way, *place))
            .map(|(_, status)| status.name.as_str())
            .collect();
        if !deaf.is_empty() {
            let message = format!(
                "a customer's message leaves a ticket in {} as it is: the engine has no way from there to `{}`",
                one_of(deaf),
                way.to
            );
            let hint = "add the transition, with the permission `system` for the engine alone";
            self.doubt(message, path, hint);
        }
    }

    /// The statuses of some categories from which a move is to lead, if tickets come to them.
    fn beginnings(&self, way: &Move<'_>, categories: &[Category]) -> Vec<(usize, &Status)> {
        let statuses = self.workflow.statuses.iter().enumerate();
        let fits = |(place, status): &(usize, &Status)| {
            categories.contains(&status.category)
                && status.name != *way.to
                && self.reached.get(*place) == Some(&true)
        };
        statuses.filter(fits).collect()
    }

    /// Whether the engine may ever make the move from a status.
    fn is_possible(&self, way: &Move<'_>, from: usize) -> bool {
        let Some(to) = self.workflow.place(way.to) else { return false };
        self.between(from, to).any(|(_, transition)| {
            transition.approval.is_none()
                && match transition.required_message {
                    None => true,
                    Some(MessageRule::Public | MessageRule::Any) => way.brings_message,
                    Some(MessageRule::Internal) => false,
                }
        })
    }
}
