import Foundation
import XCTest

@testable import TicketKit

/// Noon on a Monday, and in the middle of business hours of the default desk.
let monday = Date(timeIntervalSince1970: 1_780_308_000)  // 2026-06-01T10:00:00Z

func opened(on storage: RecordStorage? = nil, path: String? = nil) async throws -> Engine {
    try await Engine.open(Options(path: path, patienceMs: 0, now: monday, firstId: 1), on: storage)
}

/// A desk with an agent, `ada`, and a ticket, number 1, of `ines`.
func furnished(on storage: RecordStorage? = nil) async throws -> (Engine, Desk) {
    let engine = try await opened(on: storage)
    let desk = try await engine.desk()
    try await desk.execute(.putAgent(person: "ada", role: "agent", teams: ["support"]))
    try await desk.execute(.createTicket(subject: "The printer is on fire", requester: ines))
    return (engine, desk)
}

let ines = Intake(person: "ines", name: "Ines", address: "ines@example.com")

/// What a call was refused with.
func refusal(
    _ what: String = "", file: StaticString = #filePath, line: UInt = #line, of call: () async throws -> Void
) async -> TicketKitError? {
    do {
        try await call()
        XCTFail("was not refused \(what)", file: file, line: line)
    } catch let error as TicketKitError {
        return error
    } catch {
        XCTFail("\(error) is no TicketKitError", file: file, line: line)
    }
    return nil
}

func newFile() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ticketkit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.appendingPathComponent("desks.sqlite").path
}

extension Desk {
    func ticket(_ number: TicketRef = "1", as actor: Actor = .host) async throws -> Ticket {
        guard case .ticket(let ticket) = try await ask(.ticket(ticket: number), as: actor) else {
            throw NotThat()
        }
        return ticket
    }
}

/// An answer of another sort than was asked for.
struct NotThat: Error {}
