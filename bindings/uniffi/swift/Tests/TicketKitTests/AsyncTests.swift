import Foundation
import Shelf
import XCTest

@testable import TicketKit

/// Calls that are awaited, what comes one after the other, and the ends of an engine.
final class AsyncTests: XCTestCase {
    /// A storage that notes where it is called, and takes its time.
    private final class Slow: RecordStorage, @unchecked Sendable {
        private let kept = Shelf()
        private let lock = NSLock()
        private var onMain = false
        var pace: TimeInterval = 0

        var wasOnMain: Bool { lock.withLock { onMain } }

        private func note() {
            lock.withLock { onMain = onMain || Thread.isMainThread }
            Thread.sleep(forTimeInterval: pace)
        }

        func get(keys: [String]) throws -> [Record?] { note(); return try kept.get(keys: keys) }
        func range(range: TicketKit.Range) throws -> [Record] { note(); return try kept.range(range: range) }
        func commit(batch: Batch) throws -> Bool { note(); return try kept.commit(batch: batch) }
    }

    @MainActor
    func testACallThatWaitsLeavesTheMainActorFree() async throws {
        let storage = Slow()
        let (_, desk) = try await furnished(on: storage)
        storage.pace = 0.05
        var turns = 0
        let turning = Task { @MainActor in
            while !Task.isCancelled {
                turns += 1
                try? await Task.sleep(nanoseconds: 1_000_000)
            }
        }
        let answer = try await desk.execute(.note(ticket: "1", body: "slowly"), as: .agent("ada"))
        turning.cancel()
        XCTAssertNotNil(answer.message)
        XCTAssertFalse(storage.wasOnMain)
        XCTAssertGreaterThan(turns, 5)
    }

    func testManyTasksWaitTogether() async throws {
        let (_, desk) = try await furnished()
        let numbers = try await withThrowingTaskGroup(of: String?.self) { group in
            for n in 0..<200 {
                group.addTask { try await desk.execute(.createTicket(subject: "\(n)", requester: ines)).number }
            }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        XCTAssertEqual(numbers.count, 200)
        guard case .counts(let counts) = try await desk.ask(.count()) else { return XCTFail() }
        XCTAssertEqual(counts.first?.tickets, 201)
    }

    func testACancelledTaskMakesNoCall() async throws {
        let (_, desk) = try await furnished()
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            try await desk.execute(.note(ticket: "1", body: "too late"), as: .agent("ada"))
        }
        task.cancel()
        do {
            try await task.value
            XCTFail("was not cancelled")
        } catch is CancellationError {}
        let version = try await desk.ticket().version
        XCTAssertEqual(version, 1)
    }

    func testDutiesComeInOrderUntilNoneIsLeft() async throws {
        let (_, desk) = try await furnished()
        try await desk.execute(.reply(ticket: "1", body: "one"), as: .agent("ada"))
        try await desk.execute(.reply(ticket: "1", body: "two"), as: .agent("ada"))
        var kinds: [String] = []
        var places: [UInt64] = []
        for try await duty in desk.duties(worker: "mailer", batch: 1) {
            switch duty.effect.kind {
            case .acknowledge: kinds.append("acknowledge")
            case .deliver: kinds.append("deliver")
            default: kinds.append("\(duty.effect.kind)")
            }
            places.append(duty.effect.position)
            try await duty.acknowledge()
        }
        XCTAssertEqual(kinds.filter { $0 == "deliver" }.count, 2, "\(kinds)")
        XCTAssertEqual(places, places.sorted())
        let left = try await desk.leaseEffects(worker: "other", holdMs: 1_000, limit: 10)
        XCTAssertEqual(left, [])
    }

    func testADutyThatFailedComesAgainWhenItIsTime() async throws {
        let (engine, desk) = try await furnished()
        var first: Effect?
        for try await duty in desk.duties(worker: "mailer") {
            first = first ?? duty.effect
            try await duty.fail(retryAt: monday.addingTimeInterval(60), reason: "the line is dead")
        }
        XCTAssertNotNil(first)
        try await engine.setNow(monday.addingTimeInterval(60))
        for try await duty in desk.duties(worker: "mailer") {
            XCTAssertEqual(duty.effect.id, first?.id)
            XCTAssertEqual(duty.effect.attempts, 2)
            try await duty.acknowledge()
            let twice = await refusal { try await duty.acknowledge() }
            XCTAssertEqual(twice?.code, .leaseLost)
            break
        }
    }

    func testASequenceThatWaitsGoesOnAndEndsWithItsTask() async throws {
        let (_, desk) = try await furnished()
        let came = expectation(description: "two pieces came")
        came.expectedFulfillmentCount = 2
        let following = Task {
            var last: UInt64 = 0
            for try await piece in desk.feed(every: 0.01) {
                XCTAssertFalse(piece.events.isEmpty)
                XCTAssertGreaterThan(piece.last, last)
                last = piece.last
                came.fulfill()
            }
            return last
        }
        try await Task.sleep(nanoseconds: 100_000_000)
        try await desk.execute(.note(ticket: "1", body: "and on it goes"), as: .agent("ada"))
        await fulfillment(of: [came], timeout: 10)
        following.cancel()
        let last = try await following.value
        XCTAssertGreaterThan(last, 0)
        for try await _ in desk.feed(after: last) { XCTFail("there is nothing behind the last") }
    }

    func testAPausedEngineAnswersSoAndGoesOn() async throws {
        let path = try newFile()
        let engine = try await opened(path: path)
        let desk = try await engine.desk()
        try await desk.execute(.createTicket(subject: "before", requester: ines))
        try await engine.pause(within: 1)
        let refused = await refusal { _ = try await desk.ask(.count()) }
        XCTAssertEqual(refused?.code, .paused)
        XCTAssertFalse(FileManager.default.fileExists(atPath: path + "-shm"))
        try await engine.resume()
        guard case .counts(let counts) = try await desk.ask(.count()) else { return XCTFail() }
        XCTAssertEqual(counts.first?.tickets, 1)
        try await engine.close()
    }

    func testAClosedEngineAnswersSo() async throws {
        let (engine, desk) = try await furnished()
        try await engine.close()
        let asked = await refusal { _ = try await desk.ask(.count()) }
        XCTAssertEqual(asked?.code, .closed)
        let done = await refusal { try await desk.execute(.wakeTicket(ticket: "1")) }
        XCTAssertEqual(done?.code, .closed)
        let listed = await refusal { _ = try await engine.desks() }
        XCTAssertEqual(listed?.code, .closed)
        let leased = await refusal { for try await _ in desk.duties(worker: "late") {} }
        XCTAssertEqual(leased?.code, .closed)
        _ = try? await engine.close()
    }

    func testClosingWhileOthersCallLosesNothing() async throws {
        for round in 0..<20 {
            let path = try newFile()
            let engine = try await opened(path: path)
            let desk = try await engine.desk()
            let writing = (0..<4).map { worker in
                Task { () -> Int in
                    var stored = 0
                    while true {
                        do {
                            try await desk.execute(.createTicket(subject: "\(worker)", requester: ines))
                            stored += 1
                        } catch let error as TicketKitError where error.code == .closed {
                            return stored
                        }
                    }
                }
            }
            try await Task.sleep(nanoseconds: UInt64(round) * 1_000_000)
            try await engine.close()
            var stored = 0
            for each in writing { stored += try await each.value }
            let again = try await opened(path: path)
            let kept = try await again.desk()
            guard case .counts(let counts) = try await kept.ask(.count()) else { return XCTFail() }
            XCTAssertEqual(Int(counts.first?.tickets ?? 0), stored)
            try await again.close()
        }
    }

    func testAnEngineThatGoesByTheMachinesClockCannotBeTold() async throws {
        let engine = try await Engine.open()
        let refused = await refusal { try await engine.setNow(monday) }
        XCTAssertEqual(refused?.code, .notWritable)
    }

    func testPlainCallsAreThereForPlainThreads() throws {
        let engine = try Engine.open(options: Options(now: monday, firstId: 1))
        let desk = try engine.desk(key: "main")
        let outcome = try desk.execute(
            command: .createTicket(subject: "x", requester: ines), context: Context(actor: .host))
        XCTAssertEqual(outcome.number, "1")
        XCTAssertEqual(try engine.desks().map(\.key), ["main"])
        XCTAssertEqual(try engine.statistics().accepted, 1)
        XCTAssertTrue(try engine.deleteDesk(key: "main"))
        XCTAssertFalse(try engine.deleteDesk(key: "main"))
        try engine.close()
    }

    func testADeskIsPlayedAgainIntoAnother() throws {
        final class Told: ReplayProgress, @unchecked Sendable {
            func replayed(commands: UInt64) throws -> Bool { true }
        }
        let engine = try Engine.open(options: Options(now: monday, firstId: 1))
        let desk = try engine.desk(key: "main")
        _ = try desk.execute(command: .createTicket(subject: "x", requester: ines), context: Context(actor: .host))
        let other = try engine.desk(key: "other")
        let report = try desk.replayInto(target: other, progress: Told())
        XCTAssertEqual(report.commands, 1)
        guard case .ticket(let ticket) = try other.ask(query: .ticket(ticket: "1"), actor: .host) else { return XCTFail() }
        XCTAssertEqual(ticket.subject, "x")
    }
}
