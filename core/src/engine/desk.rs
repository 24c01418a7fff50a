//! One desk, and its two verbs.

use std::borrow::Cow;

use super::Engine;
use super::deciding::Deciding;
use crate::command::{Answer, Command, Context, Outcome, Query};
use crate::error::{Code, Error, Problem, Result};
use crate::id::DeskId;
use crate::limits;
use crate::model::Actor;

/// A handle to one helpdesk. Cheap to clone, and used from any thread.
#[derive(Clone, Debug)]
pub struct Desk {
    pub(super) engine: Engine,
    pub(super) id: DeskId,
}

impl Desk {
    pub(super) const fn new(engine: Engine, id: DeskId) -> Self {
        Self { engine, id }
    }

    /// Our id of the desk.
    pub const fn id(&self) -> DeskId {
        self.id
    }

    /// Carries out a command: whole, or not at all. Once it returns, what it did is stored.
    ///
    /// The same command with the same id is carried out once, and answered alike however often it is given.
    ///
    /// # Errors
    /// Every reason against it, all at once; nothing is changed then.
    pub fn execute(&self, command: &Command, context: &Context) -> Result<Outcome> {
        let mut answers = self.execute_many(std::slice::from_ref(&(command.clone(), context.clone())));
        answers.pop().unwrap_or_else(|| Err(unanswered()))
    }

    /// Carries out commands in their order, each whole or not at all, and answers each. They share a transaction, and
    /// one that is refused does not stop the others. Of more than [`limits::COMMANDS_PER_CALL`] each is answered
    /// `too_many`, and none is carried out.
    pub fn execute_many(&self, commands: &[(Command, Context)]) -> Vec<Result<Outcome>> {
        if commands.len() > limits::COMMANDS_PER_CALL {
            let text = format!(
                "{} commands in one call, and {} are allowed",
                commands.len(),
                limits::COMMANDS_PER_CALL
            );
            let error = Error::from(Problem::new(Code::TooMany, text));
            return commands.iter().map(|_| Err(error.clone())).collect();
        }
        self.carry_out(commands, &[], |context| self.engine.inner.admit(self.id, &context.actor, context.now))
    }

    /// Carries out commands of a history once more, which are told from others by what their records say. Their actors were
    /// admitted the first time.
    pub(super) fn carry_out_again(
        &self,
        commands: &[(Command, Context)],
        digests: &[String],
    ) -> Vec<Result<Outcome>> {
        self.carry_out(commands, digests, |context| Ok(Cow::Borrowed(&context.actor)))
    }

    fn carry_out<'a>(
        &self,
        commands: &'a [(Command, Context)],
        digests: &'a [String],
        admit: impl Fn(&'a Context) -> std::result::Result<Cow<'a, Actor>, Problem>,
    ) -> Vec<Result<Outcome>> {
        let inner = &self.engine.inner;
        let config = match inner.likely_config(self.id) {
            Ok(config) => config,
            Err(error) => return commands.iter().map(|_| Err(error.clone())).collect(),
        };
        let admitted: Vec<_> = commands
            .iter()
            .map(|(command, context)| Ok((admit(context)?, command.with_safe_html()?)))
            .collect();
        let digests = digests.iter().map(Some).chain(std::iter::repeat(None));
        let given = commands.iter().zip(&admitted).zip(digests);
        let deciding = given.filter_map(|(((command, context), admitted), digest)| {
            let (actor, safe) = admitted.as_ref().ok()?;
            let command = safe.as_ref().unwrap_or(command);
            let now = context.now.unwrap_or_else(|| inner.time.now());
            let id = context.command_id.unwrap_or_else(|| inner.ids.command_id(now));
            let config = std::sync::Arc::clone(&config);
            let deciding = Deciding::new(inner, self.id, (command, &**actor), (id, now), config);
            Some(Deciding { digest: digest.map(String::as_str), ..deciding })
        });
        let mut answers = inner.carry_out(self.id, &mut deciding.collect::<Vec<_>>()).into_iter();
        let answer = |admitted: &std::result::Result<_, Problem>| match admitted {
            Ok(_) => answers.next().unwrap_or_else(|| Err(unanswered())),
            Err(problem) => Err(problem.clone().into()),
        };
        admitted.iter().map(answer).collect()
    }

    /// Answers a question. What the actor may not see is as if it were not there.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `unknown_actor`, `link_refused`, and what is wrong with the question.
    pub fn ask(&self, query: &Query, actor: &Actor) -> Result<Answer> {
        let inner = &self.engine.inner;
        super::ask::ask(inner, self.id, query, &*inner.admit(self.id, actor, None)?)
    }
}

fn unanswered() -> Error {
    Problem::new(Code::InternalError, "a command was not answered").into()
}
