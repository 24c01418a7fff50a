import Foundation
import Shelf
import XCTest

@testable import TicketKit

/// A storage written in Swift, under the same checks as every other.
final class StorageTests: XCTestCase {
    /// Makes storages by a closure.
    private final class Making: StorageFactory, @unchecked Sendable {
        private let make: @Sendable () -> RecordStorage

        init(_ make: @escaping @Sendable () -> RecordStorage) { self.make = make }

        func fresh() throws -> RecordStorage { make() }
    }

    /// Notes which checks there are.
    private final class Noting: ConformanceProgress, @unchecked Sendable {
        private(set) var checks: [String] = []
        private let atMost: Int

        init(atMost: Int = .max) { self.atMost = atMost }

        func checking(check: String) throws -> Bool {
            guard checks.count < atMost else { return false }
            checks.append(check)
            return true
        }
    }

    /// A shelf with one fault.
    private final class Faulty: RecordStorage, @unchecked Sendable {
        struct Boom: Error {}

        private let shelf = Shelf()
        private var batches = 0
        var loses = false
        var fault: Error?

        func get(keys: [String]) throws -> [Record?] {
            try fail()
            return try shelf.get(keys: keys)
        }

        func range(range: TicketKit.Range) throws -> [Record] {
            try fail()
            return try shelf.range(range: range)
        }

        func commit(batch: Batch) throws -> Bool {
            try fail()
            batches += 1
            // Every third batch is lost, and said to be stored.
            return try loses && batches.isMultiple(of: 3) ? true : shelf.commit(batch: batch)
        }

        private func fail() throws {
            guard let fault else { return }
            self.fault = nil
            throw fault
        }
    }

    func testTheShelfPassesAllChecks() throws {
        let noted = Noting()
        let failures = try storageConformance(factory: Making { Shelf() }, progress: noted)
        XCTAssertEqual(failures.map { "\($0.check): \($0.what)" }, [])
        XCTAssertGreaterThan(noted.checks.count, 50)
        XCTAssertEqual(Set(noted.checks).count, noted.checks.count)
    }

    func testAStorageThatLosesAWriteFailsAndIsToldWhere() throws {
        // The first checks are enough, and with lost writes there is much to wait for in the later ones.
        let noted = Noting(atMost: 40)
        let failures = try storageConformance(
            factory: Making {
                let faulty = Faulty()
                faulty.loses = true
                return faulty
            }, progress: noted)
        XCTAssertFalse(failures.isEmpty)
        for failure in failures {
            XCTAssertTrue(noted.checks.contains(failure.check), failure.check)
            XCTAssertFalse(failure.what.isEmpty)
        }
    }

    func testWhatIsThrownReachesTheCallerAndTheNextCallWorks() async throws {
        let storage = Faulty()
        let (_, desk) = try await furnished(on: storage)
        storage.fault = Faulty.Boom()
        let failed = await refusal { _ = try await desk.ask(.ticket(ticket: "1")) }
        XCTAssertEqual(failed?.code, .storageFailed)
        XCTAssertTrue(failed?.summary.contains("Boom") == true, failed?.summary ?? "")
        let ticket = try await desk.ticket()
        XCTAssertEqual(ticket.version, 1)
        storage.fault = HostError.Failed(code: .storageFull, reason: "the shelf is full")
        let full = await refusal { try await desk.execute(.note(ticket: "1", body: "x"), as: .agent("ada")) }
        XCTAssertEqual(full?.code, .storageFull)
        XCTAssertEqual(full?.problems.first?.message, "the shelf is full")
        let noted = try await desk.execute(.note(ticket: "1", body: "x"), as: .agent("ada"))
        XCTAssertEqual(noted.version, 2)
    }

    func testAStorageTakesThePlaceOfAFile() async throws {
        let refused = await refusal { _ = try await Engine.open(Options(path: "x.sqlite"), on: Shelf()) }
        XCTAssertEqual(refused?.problems.first?.path, "/path")
    }

    func testTwoEnginesOnOneShelfSeeTheSame() async throws {
        let shelf = Shelf()
        let (_, desk) = try await furnished(on: shelf)
        let other = try await opened(on: shelf).existingDesk("main")
        let ticket = try await other.ticket()
        XCTAssertEqual(ticket.subject, "The printer is on fire")
        try await desk.execute(.note(ticket: "1", body: "x"), as: .agent("ada"))
        let version = try await other.ticket().version
        XCTAssertEqual(version, 2)
    }
}
