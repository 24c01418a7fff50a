//! People and organizations: found, made, normalised, and known elsewhere.

use ticketkit::Code;
use ticketkit::command::{Command, Edits, Intake};
use ticketkit::condition::{Condition, Op};
use ticketkit::model::{Actor, ExternalId};

use crate::world::{create, list, on_every_storage, person, problems, unchanged};

fn incoming(intake: Intake) -> Command {
    let mut command = create("Hello", "nobody", Edits::none());
    if let Command::CreateTicket { requester, .. } = &mut command {
        *requester = Some(intake);
    }
    command
}

#[test]
fn a_requester_is_found_or_made_and_normalised() {
    on_every_storage(unchanged, |world| {
        let by = |address: &str| Intake { address: Some(address.to_owned()), ..Intake::default() };
        let full = Intake {
            name: Some("  Ines Kalniņa ".to_owned()),
            phone: Some("00371 (2) 612-34.56".to_owned()),
            language: Some("lv".to_owned()),
            person: Some("ines".into()),
            ..by("  Ines@Example.COM ")
        };
        let first = world.host(&incoming(full)).person.unwrap();
        let made = world.person("ines");
        assert_eq!((made.id, made.name.as_str()), (first, "Ines Kalniņa"));
        assert_eq!(
            (made.addresses, made.phone.as_deref()),
            (vec!["ines@example.com".to_owned()], Some("+37126123456"))
        );
        assert_eq!(made.language.as_deref(), Some("lv"));
        assert_eq!(world.host(&incoming(by("INES@example.com"))).person, Some(first), "found by the address");
        let stranger = world.host(&incoming(by("bob@example.com"))).person.unwrap();
        assert_ne!(stranger, first);
        let broken = Intake {
            phone: Some("12".to_owned()),
            language: Some("Latvian!".to_owned()),
            ..by("no address")
        };
        let refused = world.desk.execute(&incoming(broken), &ticketkit::command::Context::of(Actor::host()));
        let refused = refused.unwrap_err();
        assert_eq!(
            problems(&refused).iter().map(|(_, path)| *path).collect::<Vec<_>>(),
            ["/requester/address", "/requester/phone", "/requester/language"]
        );
    });
}

#[test]
fn tickets_people_and_organizations_have_ids_in_other_systems() {
    on_every_storage(unchanged, |world| {
        let crm = |id: &str| ExternalId { system: "crm".to_owned(), id: id.to_owned() };
        world.host(&Command::PutOrganization {
            key: "acme".to_owned(),
            name: Some("Acme".to_owned()),
            shared: None,
            calendar: None,
            external_ids: Some(vec![
                crm("o-1"),
                ExternalId { system: "erp".to_owned(), id: "99".to_owned() },
            ]),
        });
        let mut ines = person("ines");
        if let Command::PutPerson { external_ids, organization, .. } = &mut ines {
            (*external_ids, *organization) = (Some(vec![crm("p-1")]), Some("acme".to_owned()));
        }
        world.host(&ines);
        let ticket =
            world.open("Fire", "ines", Edits::none().with("external_ids", list(&["crm:t-1", "erp:5"])));
        world.open("Flood", "ines", Edits::none());
        world.restart();
        assert_eq!(world.person("ines").external_ids, [crm("p-1")]);
        let stored = world.ticket(&ticket);
        assert_eq!(stored.external_ids[0], crm("t-1"));
        assert_eq!(stored.organization, world.person("ines").organization);
        assert!(stored.organization.is_some());
        let found = Condition::test("external_ids", Op::HasAny, ["crm\tt-1"]);
        assert_eq!(world.counted(Some(found), &Actor::host()), 1);
        let broken = create("Fire", "ines", Edits::none().with("external_ids", list(&["crm"])));
        let refused =
            world.desk.execute(&broken, &ticketkit::command::Context::of(Actor::host())).unwrap_err();
        assert_eq!(problems(&refused), [(Code::OutOfRange, "/set/external_ids/0")]);
    });
}
