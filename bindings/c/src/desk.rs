//! Desks: commands, questions, the outbox, and replay.

use std::ffi::c_void;

use ticketkit::command::{self, Command, Context, Query};
use ticketkit::id::EffectId;
use ticketkit::model::Actor;
use ticketkit::{Code, Problem, Span};

use crate::call;
use crate::given::{self, tkit_context, tkit_text};
use crate::handle::{Handle, tkit_desk, tkit_request, tkit_result};
use crate::node::{Node, Text};
use crate::request;
use crate::status::{Answered, Failure, TKIT_OK, error_node, tkit_status};

/// Gives a handle back. The desk itself stays.
#[unsafe(no_mangle)]
pub extern "C" fn tkit_desk_free(desk: tkit_desk) -> tkit_status {
    call::status(|| desk.release().map(drop))
}

/// Our id of the desk, as text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_desk_id(desk: tkit_desk, result: *mut tkit_result) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe { call::answer(result, || Ok(Node::text(desk.get()?.id().to_string()))) }
}

/// Carries out a command that was built, whole or not at all, and answers its outcome. The request stays the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_execute(
    desk: tkit_desk,
    command: tkit_request,
    context: *const tkit_context,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::answer(result, || {
            let command = command::read(request::built(command)?)?;
            execute(desk, &command, context)
        })
    }
}

/// Carries out a command that is given as JSON text, such as `{"do": "wake_ticket", "ticket": "17"}`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_execute_json(
    desk: tkit_desk,
    command: tkit_text,
    context: *const tkit_context,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::answer(result, || {
            let command = command::parse(given::text(command, "command")?)?;
            execute(desk, &command, context)
        })
    }
}

/// # Safety
/// As for [`given::context`].
unsafe fn execute(desk: tkit_desk, command: &Command, context: *const tkit_context) -> Answered<Node> {
    // SAFETY: as the caller has promised.
    let context: Context = command::read(unsafe { given::context(context) }?)?;
    Ok(Node::of(&desk.get()?.execute(command, &context)?))
}

/// Carries out `count` commands in their order and in one transaction, each whole or not at all; one that is refused
/// does not stop the others. `contexts` points to a pointer for each. Answers a list that has, for each command,
/// `{"ok": outcome}` or `{"error": error}`. The call itself is refused, with paths such as `/3/subject`, and nothing is
/// carried out, when one of the requests cannot be read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_execute_many(
    desk: tkit_desk,
    commands: *const tkit_request,
    contexts: *const *const tkit_context,
    count: usize,
    result: *mut tkit_result,
) -> tkit_status {
    let many = || {
        // SAFETY: what the caller has promised of its pointers.
        let (commands, contexts) = unsafe {
            (given::array(commands, count, "commands")?, given::array(contexts, count, "contexts")?)
        };
        let mut read = Vec::with_capacity(commands.len());
        let mut problems = Vec::new();
        for (at, (command, context)) in commands.iter().zip(contexts).enumerate() {
            // SAFETY: what the caller has promised of its pointers.
            let context = unsafe { given::context(*context) }?;
            let command = request::built(*command).and_then(|command| Ok(command::read::<Command>(command)?));
            let context = command::read::<Context>(context).map_err(Into::into);
            match (command, context) {
                (Ok(command), Ok(context)) => read.push((command, context)),
                (command, context) => {
                    for failure in [command.err(), context.err()].into_iter().flatten() {
                        match failure.below(&format!("/{at}")) {
                            Failure::Engine(error) => problems.extend_from_slice(error.problems()),
                            misuse @ Failure::Misuse(..) => return Err(misuse),
                        }
                    }
                }
            }
        }
        if let Some(error) = ticketkit::Error::of(problems) {
            return Err(error.into());
        }
        let answers = desk.get()?.execute_many(&read).into_iter().map(|answer| match answer {
            Ok(outcome) => Node::object([("ok", Node::of(&outcome))]),
            Err(error) => Node::object([("error", error_node(&error))]),
        });
        Ok(Node::List(answers.collect()))
    };
    // SAFETY: what the caller has promised of its pointers.
    unsafe { call::answer(result, many) }
}

/// Answers a question that was built. The request stays the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_ask(
    desk: tkit_desk,
    query: tkit_request,
    context: *const tkit_context,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::answer(result, || {
            let query = command::read(request::built(query)?)?;
            ask(desk, &query, context)
        })
    }
}

/// Answers a question that is given as JSON text, such as `{"ask": "ticket", "ticket": "17"}`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_ask_json(
    desk: tkit_desk,
    query: tkit_text,
    context: *const tkit_context,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::answer(result, || {
            let query = command::parse(given::text(query, "query")?)?;
            ask(desk, &query, context)
        })
    }
}

/// # Safety
/// As for [`given::context`].
unsafe fn ask(desk: tkit_desk, query: &Query, context: *const tkit_context) -> Answered<Node> {
    // SAFETY: as the caller has promised.
    let context: Context = command::read(unsafe { given::context(context) }?)?;
    let Context { actor, command_id: None, now: None } = context else {
        let problem = Problem::new(Code::NotWritable, "a question has neither a command id nor a moment");
        return Err(problem.hint("it is answered as of now; leave both out").into());
    };
    Ok(Node::of(&desk.get()?.ask(query, &actor)?))
}

/// Reads an actor from JSON text, such as `{"kind": "agent", "person": "ada"}`, into a context without command id and
/// moment. `result` must not be null: the texts of the context live as long as it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_actor_parse(
    text: tkit_text,
    context: *mut tkit_context,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    let put = |value: tkit_context| unsafe { given::put(context, value, "context") };
    // SAFETY: what the caller has promised of its pointers.
    let text = || unsafe {
        put(tkit_context::of(0, tkit_text::ABSENT))?;
        given::put(result, tkit_result { number: 0 }, "result")?;
        given::text(text, "actor")
    };
    let read = || {
        let actor: Actor = command::parse(text()?)?;
        Ok(Node::of(&actor))
    };
    // SAFETY: what the caller has promised of its pointers.
    let status = unsafe { call::answer(result, read) };
    if status != TKIT_OK {
        return status;
    }
    call::status(|| {
        // SAFETY: what the caller has promised of its pointers; the call above has set it.
        let held = unsafe { *given::pointed(result, "result")? }.get()?;
        let kind = held.text_at("/kind").map_or("", Text::as_str);
        let person = held.text_at("/person").or_else(|| held.text_at("/token"));
        let person = person.map_or(tkit_text::ABSENT, Text::lent);
        put(tkit_context::of(given::kind_of(kind), person))
    })
}

/// Gives out at most `limit` duties that wait in the outbox, under a lease of `hold_ms` milliseconds: a list of effects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_lease_effects(
    desk: tkit_desk,
    worker: tkit_text,
    hold_ms: i64,
    limit: u32,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::answer(result, || {
            let worker = given::text(worker, "worker")?;
            Ok(Node::of(&desk.get()?.lease_effects(worker, Span::from_millis(hold_ms), limit)?))
        })
    }
}

/// Settles a duty that is done. `token` is that of its lease, at `/state/token`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_acknowledge_effect(
    desk: tkit_desk,
    effect: tkit_text,
    token: u64,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::answer(result, || {
            let effect = effect_id(given::text(effect, "effect")?)?;
            desk.get()?.acknowledge_effect(effect, token)?;
            Ok(Node::Null)
        })
    }
}

/// Gives back a duty that could not be done, for which `reason` says why. It is given out again from `retry_at_ms` on,
/// in milliseconds since 1970.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_fail_effect(
    desk: tkit_desk,
    effect: tkit_text,
    token: u64,
    retry_at_ms: i64,
    reason: tkit_text,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::answer(result, || {
            let effect = effect_id(given::text(effect, "effect")?)?;
            let retry_at = given::instant(retry_at_ms, "/retry_at")?;
            desk.get()?.fail_effect(effect, token, retry_at, given::text(reason, "reason")?)?;
            Ok(Node::Null)
        })
    }
}

fn effect_id(text: &str) -> Answered<EffectId> {
    text.parse().map_err(|error| Problem::new(Code::WrongType, format!("{error}")).at("/effect").into())
}

/// Told how many commands are done; ends the replay by answering false.
pub type tkit_progress = Option<unsafe extern "C" fn(payload: *mut c_void, done: u64) -> bool>;

/// Carries out everything that was ever done in this desk once more, in `target`, a fresh desk with the same first
/// configuration. `progress` may be null. Answers `commands`, `different` and `notices`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_replay_into(
    desk: tkit_desk,
    target: tkit_desk,
    progress: tkit_progress,
    payload: *mut c_void,
    result: *mut tkit_result,
) -> tkit_status {
    let replay = || {
        let mut told = |done| {
            // SAFETY: a function of this type, called with what the caller gave for it.
            progress.is_none_or(|progress| unsafe { progress(payload, done) })
        };
        let report = desk.get()?.replay_into(&*target.get()?, &mut told)?;
        Ok(Node::object([
            ("commands", Node::count(report.commands)),
            ("different", Node::of(&report.different)),
            ("notices", Node::of(&report.notices)),
        ]))
    };
    // SAFETY: what the caller has promised of its pointers.
    unsafe { call::answer(result, replay) }
}
