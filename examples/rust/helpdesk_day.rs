//! One day at a helpdesk, on a database file, told step by step.
//!
//! `cargo run --release --example helpdesk_day [FILE]` keeps the desk in FILE, or in a temporary file without it.

mod out;
#[cfg(test)]
#[path = "helpdesk_day/readme.rs"]
mod readme;
#[path = "helpdesk_day/stage.rs"]
mod stage;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use out::{errors, out};
use stage::{Day, Told, shown};
use ticketkit::Span;
use ticketkit::command::{Answer, Command, Edits, Intake, Query};
use ticketkit::model::{Availability, EffectKind, EffectState, TicketRef, Verdict};

fn main() -> ExitCode {
    let file = std::env::args_os().nth(1).map_or_else(
        || std::env::temp_dir().join(format!("ticketkit-day-{}.sqlite", std::process::id())),
        PathBuf::from,
    );
    match day(&file) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where that cannot be told either, the exit code still says it.
            let _ = writeln!(errors(), "the day ends early, on {}: {error}", file.display());
            ExitCode::FAILURE
        }
    }
}

fn day(file: &Path) -> Told {
    let mut day = Day::on(file)?;
    writeln!(out(), "A helpdesk opens in Riga, in the file {}.", file.display())?;
    writeln!(out(), "It is open from Monday to Friday, 09:00 to 17:00. Ada and Cleo are in, Ben is away.")?;
    day.hire("staff:ada", "Ada", Availability::Available)?;
    day.hire("staff:ben", "Ben", Availability::Away)?;
    day.hire("staff:cleo", "Cleo", Availability::Available)?;

    let ticket = morning(&mut day)?;
    noon(&mut day, &ticket)?;
    evening(&mut day, &ticket)?;
    days_after(&mut day, &ticket)?;
    outbox(&day)?;
    picture(&day, file)
}

fn morning(day: &mut Day) -> Told<TicketRef> {
    day.at("2026-06-01 10:00", None)?;
    writeln!(out(), "Ines writes a mail. The program that embeds the desk hands it in:")?;
    let opened = day.host(&Command::CreateTicket {
        subject: "The printer in hall 7 is on fire".to_owned(),
        body: "Please hurry, the labels are going, too.".to_owned(),
        requester: Some(Intake {
            person: Some("shop:ines".into()),
            name: Some("Ines".to_owned()),
            address: Some(" Ines@Shop.Example ".to_owned()),
            ..Intake::default()
        }),
        set: Edits::none().with("channel", "email"),
        attachments: Vec::new(),
        message_id: None,
    })?;
    let number = opened.number.ok_or("no number")?;
    writeln!(out(), "It is ticket {number}, and the desk knows Ines from now on.")?;
    let ticket = TicketRef::Number(number);
    day.tell(&ticket, "")?;
    writeln!(out(), "Why that agent?")?;
    why_this_agent(day, &ticket)?;
    writeln!(out(), "What is promised to Ines, and how is it counted?")?;
    promises(day, &ticket)?;
    Ok(ticket)
}

fn why_this_agent(day: &Day, ticket: &TicketRef) -> Told {
    let Answer::Routings { decisions } = day.ask(&Query::Routings { ticket: ticket.clone() })? else {
        return Err("not a routing".into());
    };
    for decision in decisions {
        writeln!(out(), "   The team `{}` chooses by {}:", decision.team, decision.strategy)?;
        for candidate in decision.candidates {
            let why = match candidate.verdict {
                Verdict::Won { score } => format!("gets it ({score})"),
                Verdict::Behind { score } => format!("could have taken it, and comes after ({score})"),
                Verdict::Unavailable {} => "takes no work just now".to_owned(),
                other => format!("{other:?}"),
            };
            writeln!(out(), "   {:<5} {why}", day.name(candidate.person)?)?;
        }
    }
    Ok(())
}

fn promises(day: &Day, ticket: &TicketRef) -> Told {
    let Answer::Promises { clocks } = day.ask(&Query::Promises { ticket: ticket.clone() })? else {
        return Err("no promises".into());
    };
    for view in clocks {
        for line in view.why.lines().filter(|line| !line.is_empty()) {
            writeln!(out(), "   | {line}")?;
        }
    }
    Ok(())
}

fn noon(day: &mut Day, ticket: &TicketRef) -> Told {
    day.at("2026-06-01 12:00", Some(ticket))?;
    writeln!(
        out(),
        "Ada wants to resolve it. Nothing is stored, and she is told everything that is in the way:"
    )?;
    let refused = day.ada(&Command::ChangeTicket {
        ticket: ticket.clone(),
        set: Edits::none().with("status", "resolved").with("priority", "hihg"),
        transition: None,
        expect_version: None,
    });
    for problem in refused.err().ok_or("it was not refused")?.problems() {
        writeln!(out(), "   {}: {problem}", problem.code)?;
    }
    writeln!(out(), "So she answers first:")?;
    day.ada(&reply(ticket, "The fire is out. May we swap the printer this afternoon?", Edits::none()))?;
    day.tell(ticket, "")?;
    day.at("2026-06-01 14:30", Some(ticket))?;
    writeln!(out(), "Ines answers. While the ticket waited for her, the promised time stood still:")?;
    day.ines(&reply(ticket, "This afternoon is fine.", Edits::none()))?;
    day.tell(ticket, "")?;
    promises(day, ticket)
}

fn evening(day: &mut Day, ticket: &TicketRef) -> Told {
    day.at("2026-06-01 16:00", Some(ticket))?;
    writeln!(out(), "Ada resolves it, with a word to Ines and the cause:")?;
    let set = Edits::none().with("status", "resolved").with("cause", "hardware");
    day.ada(&reply(ticket, "You have a new printer.", set))?;
    day.tell(ticket, "")
}

fn days_after(day: &mut Day, ticket: &TicketRef) -> Told {
    day.at("2026-06-02 11:00", Some(ticket))?;
    writeln!(out(), "Ines writes once more, and the ticket comes back. Ada resolves it again:")?;
    day.ines(&reply(ticket, "It smokes again.", Edits::none()))?;
    day.ada(&reply(
        ticket,
        "That was the dust cover. All is well.",
        Edits::none().with("status", "resolved"),
    ))?;
    day.tell(ticket, "")?;
    day.at("2026-06-08 11:00", Some(ticket))?;
    writeln!(out(), "Four quiet days have closed it.")?;
    Ok(())
}

fn reply(ticket: &TicketRef, body: &str, set: Edits) -> Command {
    Command::Reply {
        ticket: ticket.clone(),
        body: body.to_owned(),
        set,
        attachments: Vec::new(),
        message_id: None,
        expect_version: None,
    }
}

fn outbox(day: &Day) -> Told {
    writeln!(out(), "\n── The outbox ──────────")?;
    writeln!(
        out(),
        "What the program that embeds the desk has to do, stored with what caused it until it says that it is done:"
    )?;
    loop {
        let duties = day.desk.lease_effects("mailer", Span::from_minutes(5), 100)?;
        if duties.is_empty() {
            return Ok(());
        }
        for duty in duties {
            let what = match &duty.kind {
                EffectKind::Acknowledge { to } => {
                    format!("tell {} that the ticket is opened", day.names(to)?)
                }
                EffectKind::Deliver { to, .. } => format!("bring a message to {}", day.names(to)?),
                EffectKind::Assigned { to } => format!("tell {} that the ticket is theirs", day.names(to)?),
                EffectKind::Escalate { clock, step: Some(_), to } => {
                    format!("warn {} that {} runs out", day.names(to)?, clock.metric)
                }
                EffectKind::Escalate { clock, to, .. } => {
                    format!("tell {} that the promise of {} is broken", day.names(to)?, clock.metric)
                }
                other => format!("{other:?}"),
            };
            writeln!(out(), "   {}  {what}", shown(duty.at, "%a %H:%M"))?;
            if let EffectState::Leased { token, .. } = duty.state {
                day.desk.acknowledge_effect(duty.id, token)?;
            }
        }
    }
}

fn picture(day: &Day, file: &Path) -> Told {
    let Answer::Diagram { source } = day.ask(&Query::Diagram { workflow: None, format: None })? else {
        return Err("not a diagram".into());
    };
    let picture = file.with_extension("mmd");
    std::fs::write(&picture, source)?;
    writeln!(out(), "\nThe desk's workflow, as a Mermaid diagram: {}", picture.display())?;
    Ok(())
}
