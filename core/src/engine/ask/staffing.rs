//! What a configuration asks of people, and nobody there can do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Asking;
use crate::access::Permission;
use crate::assignment::{RungStep, SkillSpec};
use crate::command::Answer;
use crate::decide;
use crate::error::{Code, Problem, Result, pointer};
use crate::id::{Name, PersonId};
use crate::limits;
use crate::model::{AbsenceMode, Agent, Person};
use crate::snapshot::Wanted;
use crate::storage::PeopleQuery;

/// The active agents of a desk.
type Staff = BTreeMap<PersonId, Arc<Person>>;

impl Asking<'_> {
    /// Teams without members, skills that nobody has, ladders that end with nobody, shifts and substitutes that lead nowhere.
    pub(super) fn staffing(&self) -> Result<Answer> {
        self.who.rights.require(Permission::ManagePeople)?;
        let staff = self.staff()?;
        let agents: Vec<&Agent> = staff.values().filter_map(|person| person.active_agent()).collect();
        let mut found = Vec::new();
        self.empty_teams(&agents, &mut found);
        self.missing_skills(&agents, &mut found);
        self.ladders(&staff, &mut found)?;
        for (id, person) in &staff {
            found.extend(self.shift(*id, person));
            found.extend(circle(*id, &staff));
        }
        found.truncate(limits::SHAPE_PROBLEMS);
        Ok(Answer::Staffing { problems: found })
    }

    fn staff(&self) -> Result<Staff> {
        let mut staff = Staff::new();
        let mut after = None;
        loop {
            let query = PeopleQuery { staff: true, after, limit: limits::PAGE_MAX };
            let page = self.inner.storage.people(self.desk, &query)?;
            after = page.last().map(|person| person.id);
            let whole = page.len() < limits::PAGE_MAX as usize;
            let active = page.into_iter().filter(|person| person.active_agent().is_some());
            staff.extend(active.map(|person| (person.id, Arc::new(person))));
            if whole {
                return Ok(staff);
            }
        }
    }

    fn empty_teams(&self, agents: &[&Agent], found: &mut Vec<Problem>) {
        let worked_in: BTreeSet<&Name> = agents.iter().flat_map(|agent| &agent.teams).collect();
        for (n, team) in self.config.document().teams.iter().enumerate() {
            if !worked_in.contains(&team.name) {
                let message = format!("nobody works in the team `{}`", team.name);
                let problem = doubt(message, pointer("/teams", n));
                found.push(problem.hint("put an agent into it, or take it away"));
            }
        }
    }

    /// Skills that a route asks for and nobody has in the team to which it leads, or in any team where it names none.
    fn missing_skills(&self, agents: &[&Agent], found: &mut Vec<Problem>) {
        for (n, route) in self.config.document().routes.iter().enumerate() {
            let works_there =
                |agent: &&&Agent| route.team.as_ref().is_none_or(|team| agent.teams.contains(team));
            let members: Vec<&&Agent> = agents.iter().filter(works_there).collect();
            for (m, need) in route.skills.iter().enumerate() {
                let SkillSpec { name, level, .. } = need;
                let knows = |agent: &&&Agent| agent.level(name).is_some_and(|known| known >= *level);
                if !members.iter().any(knows) {
                    let place = pointer(&pointer(&pointer("/routes", n), "skills"), m);
                    let whose = route.team.as_ref().map_or_else(String::new, |team| format!(" of `{team}`"));
                    let message = format!("nobody{whose} has the skill `{name}` on level {level}");
                    found.push(doubt(message, place).hint("tickets of this route wait until somebody does"));
                }
            }
        }
    }

    /// Agents on call who are not there.
    fn ladders(&self, staff: &Staff, found: &mut Vec<Problem>) -> Result<()> {
        for (n, spec) in self.config.document().teams.iter().enumerate() {
            let Some(team) = self.config.team(&spec.name) else { continue };
            for (m, rung) in team.ladder.iter().enumerate() {
                let RungStep::Agent(on_call) = &rung.step else { continue };
                let key = decide::person_key(on_call);
                let snapshot = self.inner.storage.load(self.desk, &Wanted::one(key))?;
                let there = snapshot.people.keys().any(|id| staff.contains_key(id));
                if !there {
                    let place = pointer(&pointer(&pointer("/teams", n), "ladder"), m);
                    let message = format!("`{on_call}` is on call and no active agent");
                    found.push(doubt(message, pointer(&place, "agent")));
                }
            }
        }
        Ok(())
    }

    /// A shift that never comes.
    fn shift(&self, id: PersonId, person: &Person) -> Option<Problem> {
        let calendar = person.active_agent()?.calendar.as_ref()?;
        if self.config.calendar(calendar).is_some() {
            return None;
        }
        let message =
            format!("an agent works by the calendar `{calendar}`, which is not there, and so never");
        Some(doubt(message, String::new()).param("person", id))
    }
}

/// Substitutes who lead back to the agent.
fn circle(id: PersonId, staff: &Staff) -> Option<Problem> {
    let next = |person: PersonId| {
        let absence = staff.get(&person)?.active_agent()?.absence.as_ref()?;
        absence.substitute.filter(|_| absence.mode == AbsenceMode::Substitute)
    };
    let mut seen = BTreeSet::new();
    let mut at = next(id);
    while let Some(person) = at.filter(|person| seen.insert(*person)) {
        if person == id {
            let message = "the substitutes of an agent lead back to them: their tickets are released";
            return Some(doubt(message.to_owned(), String::new()).param("person", id));
        }
        at = next(person);
    }
    None
}

fn doubt(message: String, path: String) -> Problem {
    Problem::new(Code::Doubtful, message).at(path)
}
