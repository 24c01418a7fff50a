import XCTest

@testable import TicketKit

/// Every family of commands, as one writes them in Swift.
final class CommandTests: XCTestCase {
    func testATicketIsOpenedAnsweredAndSolved() async throws {
        let (_, desk) = try await furnished()
        let reply = try await desk.execute(
            .reply(ticket: "1", body: "The fire is out.", set: ["priority": "high"]), as: .agent("ada"))
        XCTAssertNotNil(reply.message)
        XCTAssertEqual(reply.number, "1")
        try await desk.execute(.note(ticket: "1", body: "It was the dust cover."), as: .agent("ada"))
        try await desk.execute(.changeTicket(ticket: "1", set: ["status": "resolved"]), as: .agent("ada"))
        let ticket = try await desk.ticket()
        XCTAssertEqual(ticket.status, "resolved")
        XCTAssertEqual(ticket.category, .solved)
        XCTAssertEqual(ticket.priority, "high")
        XCTAssertEqual(ticket.createdAt, monday)
        guard case .thread(let messages, let more) = try await desk.ask(.thread(ticket: "1")) else { return XCTFail() }
        XCTAssertEqual(messages.map(\.kind), [.reply, .note])
        XCTAssertFalse(more)
    }

    func testWhatIsLeftOutHasADefault() async throws {
        let (_, desk) = try await furnished()
        let ticket = try await desk.ticket()
        XCTAssertEqual(ticket.status, "new")
        XCTAssertEqual(ticket.priority, "normal")
        XCTAssertEqual(ticket.team, "support")
        XCTAssertNil(ticket.owner)
        XCTAssertEqual(Context(actor: .host), Context(actor: .host, commandId: nil, now: nil))
        XCTAssertEqual(Command.reply(ticket: "1", body: "x"), .reply(ticket: .number("1"), body: "x", set: [:], attachments: []))
    }

    func testATicketIsAssignedSnoozedAndWoken() async throws {
        let (engine, desk) = try await furnished()
        try await desk.execute(.assignTicket(ticket: "1", agent: "ada"))
        let owner = try await desk.ticket().owner
        XCTAssertNotNil(owner)
        try await desk.execute(.snoozeTicket(ticket: "1", until: monday.addingTimeInterval(3_600)))
        let due = try await engine.nextDue()
        XCTAssertEqual(due, monday.addingTimeInterval(3_600))
        try await desk.execute(.wakeTicket(ticket: "1"))
        let ticket = try await desk.ticket()
        XCTAssertEqual(ticket.status, "new")
    }

    func testPeopleAndOrganizationsAreKept() async throws {
        let (_, desk) = try await furnished()
        try await desk.execute(.putOrganization(key: "shop", name: "The shop", shared: true))
        let put = try await desk.execute(
            .putPerson(person: "ines", phone: "+371 2000", language: "lv", organization: "shop"))
        guard case .person(let person) = try await desk.ask(.person(person: "ines")) else { return XCTFail() }
        XCTAssertEqual(person.id, put.person)
        XCTAssertEqual(person.language, "lv")
        XCTAssertNotNil(person.organization)
        try await desk.execute(.putAgent(person: "ada", availability: .away))
        guard case .person(let ada) = try await desk.ask(.person(person: "ada")) else { return XCTFail() }
        XCTAssertEqual(ada.agent?.availability, .away)
    }

    func testManyTicketsAreChangedByAJobThatTicksCarryOn() async throws {
        let (engine, desk) = try await furnished()
        try await desk.execute(.createTicket(subject: "And the toaster", requester: ines))
        let begun = try await desk.execute(
            .changeTickets(
                tickets: .matching(condition: .all(.test("status", .eq, "new"), .not(.test("priority", .in, "low", "high")))),
                set: ["priority": "low"]))
        let job = try XCTUnwrap(begun.job)
        while try await engine.tick(at: monday).more {}
        guard case .job(let done) = try await desk.ask(.job(job: job)) else { return XCTFail() }
        XCTAssertEqual(done.state, .done)
        guard case .counts(let counts) = try await desk.ask(.count(by: "priority")) else { return XCTFail() }
        XCTAssertEqual(counts, [Count(value: "low", tickets: 2)])
        let ended = await refusal { try await desk.execute(.cancelJob(job: job)) }
        XCTAssertNotNil(ended)
    }

    func testAConfigurationIsBroughtIntoForce() async throws {
        let (_, desk) = try await furnished()
        guard case .config(let version, let document) = try await desk.ask(.config()) else { return XCTFail() }
        XCTAssertEqual(version, 1)
        let outcome = try await desk.execute(.configure(document: document, expectVersion: 1))
        XCTAssertEqual(outcome.configVersion, 2)
        guard case .diagram(let source) = try await desk.ask(.diagram()) else { return XCTFail() }
        XCTAssertTrue(source.hasPrefix("stateDiagram-v2"), source)
    }

    func testTheSameCommandIsCarriedOutOnce() async throws {
        let (_, desk) = try await furnished()
        let id = "019e8269-4e80-7fff-8000-000000000001"
        let first = try await desk.execute(.note(ticket: "1", body: "once"), as: .agent("ada"), id: id)
        let second = try await desk.execute(.note(ticket: "1", body: "once"), as: .agent("ada"), id: id)
        XCTAssertEqual(first, second)
        let other = await refusal { try await desk.execute(.note(ticket: "1", body: "twice"), as: .agent("ada"), id: id) }
        XCTAssertEqual(other?.code, .keyReused)
    }

    func testOneRefusedCommandDoesNotStopTheOthers() async throws {
        let (_, desk) = try await furnished()
        let answers = try await desk.executeMany([
            Instruction(command: .note(ticket: "1", body: "one"), context: Context(actor: .agent("ada"))),
            Instruction(command: .note(ticket: "77", body: "two"), context: Context(actor: .agent("ada"))),
            Instruction(command: .note(ticket: "1", body: "three"), context: Context(actor: .agent("ada"))),
        ])
        XCTAssertEqual(answers.count, 3)
        guard case .done(let first) = answers[0], case .refused(let error) = answers[1], case .done = answers[2]
        else { return XCTFail("\(answers)") }
        XCTAssertNotNil(first.message)
        XCTAssertEqual(error.code, .notFound)
    }

    func testACustomerSeesWhatIsPublic() async throws {
        let (_, desk) = try await furnished()
        try await desk.execute(.note(ticket: "1", body: "between us"), as: .agent("ada"))
        guard case .publicTicket(let ticket) = try await desk.ask(.ticket(ticket: "1"), as: .requester("ines"))
        else { return XCTFail() }
        XCTAssertEqual(ticket.number, "1")
        guard case .publicThread(let messages, _, _) = try await desk.ask(.thread(ticket: "1"), as: .requester("ines"))
        else { return XCTFail() }
        XCTAssertEqual(messages, [])
    }

    func testItSaysWhyTheDeadline() async throws {
        let (_, desk) = try await furnished()
        guard case .promises(let clocks) = try await desk.ask(.promises(ticket: "1")) else { return XCTFail() }
        XCTAssertEqual(clocks.first?.clock.key.metric, .firstReply)
        XCTAssertEqual(clocks.first?.clock.state, .running)
        XCTAssertTrue(clocks.first?.why.contains("promised") == true)
    }

    func testInstantsKeepTheirMilliseconds() async throws {
        let engine = try await opened()
        let desk = try await engine.desk()
        for millis in [1, 123, 457, 999] {
            let at = Date(timeIntervalSince1970: 1_780_308_000 + Double(millis) / 1_000)
            let outcome = try await desk.execute(.createTicket(subject: "x", requester: ines), at: at)
            let ticket = try await desk.ticket(.number(outcome.number ?? ""))
            XCTAssertEqual(ticket.createdAt.timeIntervalSince(at), 0, accuracy: 0.0001)
        }
    }
}
