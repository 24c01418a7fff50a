// What a call costs: an empty one, and a ticket read. See benches/border.

import Foundation
import TicketKit

/// Nanoseconds of one call: the middle of eleven turns of `calls` calls, after one that warms up.
func middle(_ calls: Int, _ call: () throws -> Void) rethrows -> Int {
    let turns = try (0..<12).map { _ in
        let began = DispatchTime.now().uptimeNanoseconds
        for _ in 0..<calls { try call() }
        return Int(DispatchTime.now().uptimeNanoseconds - began) / calls
    }
    return turns.dropFirst().sorted()[5]
}

let engine = try Engine.open(options: Options())
let desk = try engine.desk(key: "main")
let opened = try desk.execute(
    command: .createTicket(subject: "A printer", requester: Intake(address: "ines@example.com")),
    context: Context(actor: .host))
let query = Query.ticket(ticket: TicketRef(opened.number!))
print("empty \(try middle(100_000) { _ = try engine.nextDue() }) ns")
print("ticket \(try middle(10_000) { _ = try desk.ask(query: query, actor: .host) }) ns")
