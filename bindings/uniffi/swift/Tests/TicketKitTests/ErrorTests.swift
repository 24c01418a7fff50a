import XCTest

@testable import TicketKit

/// What is refused says why: by code, path, hint, all of it at once, and nothing is changed.
final class ErrorTests: XCTestCase {
    func testARefusalListsEverythingThatIsWrong() async throws {
        let (_, desk) = try await furnished()
        let error = await refusal {
            try await desk.execute(.changeTicket(ticket: "1", set: ["priority": "hihg", "team": "suport"]))
        }
        XCTAssertEqual(error?.problems.map(\.code), [.unknownName, .unknownName])
        XCTAssertEqual(error?.problems.first?.path, "/set/priority")
        XCTAssertEqual(error?.problems.first?.hint, "did you mean `high`?")
        XCTAssertEqual(error?.retryable, false)
        guard case .Invalid? = error else { return XCTFail("\(String(describing: error))") }
        let version = try await desk.ticket().version
        XCTAssertEqual(version, 1)
    }

    func testAnErrorSpeaksToPeople() async throws {
        let (_, desk) = try await furnished()
        let error = await refusal {
            try await desk.execute(.changeTicket(ticket: "1", set: ["priority": "hihg"]))
        }
        let told = try XCTUnwrap(error)
        XCTAssertEqual(told.localizedDescription, told.summary)
        XCTAssertTrue(told.summary.contains("/set/priority"), told.summary)
        XCTAssertEqual(told.recoverySuggestion, "did you mean `high`?")
        XCTAssertEqual("\(told)", told.summary)
    }

    func testEveryKindOfRefusalHasItsCase() async throws {
        let (_, desk) = try await furnished()
        let missing = await refusal { _ = try await desk.ask(.ticket(ticket: "77")) }
        guard case .NotFound(code: .notFound, _, _, _)? = missing else { return XCTFail("\(String(describing: missing))") }
        let hidden = await refusal { _ = try await desk.ask(.promises(ticket: "1"), as: .requester("ines")) }
        guard case .Forbidden(code: .forbidden, _, _, _)? = hidden else { return XCTFail("\(String(describing: hidden))") }
        let late = await refusal {
            try await desk.execute(.note(ticket: "1", body: "x", expectVersion: 7), as: .agent("ada"))
        }
        guard case .Conflict(code: .staleVersion, _, _, _)? = late else { return XCTFail("\(String(describing: late))") }
    }

    func testAnIdThatIsNoneIsRefused() async throws {
        let (_, desk) = try await furnished()
        for text in ["", "x", "019e8269", String(repeating: "é", count: 5_000), "\0"] {
            let ticket = await refusal(text) { _ = try await desk.ask(.ticket(ticket: .id(text))) }
            XCTAssertEqual(ticket?.code, .outOfRange)
            let job = await refusal(text) { try await desk.execute(.cancelJob(job: text)) }
            XCTAssertEqual(job?.code, .outOfRange)
            let command = await refusal(text) { try await desk.execute(.wakeTicket(ticket: "1"), id: text) }
            XCTAssertEqual(command?.code, .outOfRange)
        }
        let name = await refusal { try await desk.execute(.assignTicket(ticket: "1", team: "No Team!")) }
        XCTAssertEqual(name?.code, .outOfRange)
        let number = await refusal {
            try await desk.execute(.changeTicket(ticket: "1", set: ["impact": .number("many")]))
        }
        XCTAssertEqual(number?.code, .outOfRange)
        let far = await refusal {
            try await desk.execute(.snoozeTicket(ticket: "1", until: Date(timeIntervalSince1970: 1e15)))
        }
        XCTAssertEqual(far?.code, .outOfRange)
        let version = try await desk.ticket().version
        XCTAssertEqual(version, 1)
    }

    func testADocumentIsCheckedAsAWhole() async throws {
        let engine = try await opened()
        let error = await refusal { _ = try await engine.createDesk("other", document: #"{"version": 1, "teams": 3}"#) }
        XCTAssertGreaterThan(error?.problems.count ?? 0, 1)
        let none = await refusal { _ = try await engine.existingDesk("other") }
        XCTAssertEqual(none?.code, .unknownDesk)
    }

    func testOptionsThatCannotBeAreRefused() async throws {
        let both = await refusal { _ = try await Engine.open(Options(patienceMs: 86_400_001)) }
        XCTAssertEqual(both?.code, .outOfRange)
        XCTAssertEqual(both?.problems.first?.path, "/patience_ms")
        let nowhere = await refusal { _ = try await Engine.open(Options(path: "/no/such/folder/desks.sqlite")) }
        XCTAssertEqual(nowhere?.code, .cannotOpen)
    }
}
