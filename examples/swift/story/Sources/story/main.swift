// A ticket comes in, is promised a deadline, answered and solved; and it says why.
import Foundation
import TicketKit

let monday = Date(timeIntervalSince1970: 1_780_304_400)  // 2026-06-01T09:00:00Z
let engine = try await Engine.open(Options(now: monday))  // Options(path: "desks.sqlite") keeps the desks in a file
let desk = try await engine.desk()  // made with the default configuration when it is not there

let opened = try await desk.execute(
    .createTicket(
        subject: "The printer in hall 7 is on fire", body: "Please hurry.",
        requester: Intake(address: "ines@example.com"), set: ["priority": "urgent"]))
let ticket = TicketRef(opened.number!)
print("ticket \(ticket)")

// It says why.
if case .promises(let clocks) = try await desk.ask(.promises(ticket: ticket)) {
    print(clocks[0].why)
}

// What cannot be done is refused with every reason at once, and nothing changes.
do {
    try await desk.execute(.changeTicket(ticket: ticket, set: ["priority": "hihg", "colour": "red"]))
} catch let refused as TicketKitError {
    for problem in refused.problems { print("\(problem.code): \(problem)") }
}

try await engine.setNow(monday + 1_800)
try await desk.execute(.putAgent(person: "ada", name: "Ada", role: "admin"))
try await desk.execute(
    .reply(ticket: ticket, body: "It is out. Use the one in hall 6.", set: ["status": "resolved"]), as: .agent("ada"))
if case .ticket(let solved) = try await desk.ask(.ticket(ticket: ticket), as: .agent("ada")) {
    print("ticket \(solved.number) is \(solved.status)")
}
