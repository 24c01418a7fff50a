// What waits in a desk, one after the other: duties of the host, and the desk's feed.

import Foundation

/// A duty that this worker holds until it settles it, or its time is up.
public struct Duty: Sendable {
    /// What is to be done. Delivering it twice must be harmless: `effect.id` stays the same.
    public let effect: Effect
    /// The fencing token of the lease: settles this lease, and no other.
    public let token: UInt64
    let desk: Desk

    /// Says that it is done: it leaves the outbox.
    ///
    /// Throws `lease_lost` when another lease holds it by now, or none.
    public func acknowledge() async throws {
        try await desk.acknowledgeEffect(effect: effect.id, token: token)
    }

    /// Gives it back, to be given out again from `retryAt` on; after too many failures it is parked.
    ///
    /// Throws `lease_lost` when another lease holds it by now, or none.
    public func fail(retryAt: Date, reason: String) async throws {
        try await desk.failEffect(effect: effect.id, token: token, retryAt: retryAt, reason: reason)
    }
}

/// The duties of a desk, each under a lease.
///
/// ```swift
/// for try await duty in desk.duties(worker: "mailer", every: 5) {
///     try await send(duty.effect.kind)
///     try await duty.acknowledge()
/// }
/// ```
///
/// Duties of one ticket come in order, each after the one before is settled. What is neither acknowledged nor failed
/// comes again when its lease is over. Without `every` the sequence ends when nothing can be given out any more; with
/// it, it looks again after that many seconds, and ends when its task is cancelled.
public struct Duties: AsyncSequence, Sendable {
    public typealias Element = Duty

    let desk: Desk
    let worker: String
    let hold: TimeInterval
    let batch: UInt32
    let every: TimeInterval?

    public struct AsyncIterator: AsyncIteratorProtocol {
        let duties: Duties
        var leased: ArraySlice<Duty> = []

        public mutating func next() async throws -> Duty? {
            while leased.isEmpty {
                if Task.isCancelled { return nil }
                leased = try await duties.lease()
                guard leased.isEmpty else { break }
                guard try await rest(duties.every) else { return nil }
            }
            return leased.popFirst()
        }
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(duties: self)
    }

    private func lease() async throws -> ArraySlice<Duty> {
        let hold = Int64((self.hold * 1_000).rounded())
        let effects = try await desk.leaseEffects(worker: worker, holdMs: hold, limit: batch)
        return ArraySlice(
            effects.compactMap { effect in
                guard case .leased(_, let token, _) = effect.state else { return nil }
                return Duty(effect: effect, token: token, desk: desk)
            })
    }
}

/// The desk's feed in pieces: everything that happened, in the order in which it was stored.
///
/// Who keeps `last` of the piece that they worked off goes on behind it another day.
public struct Feed: AsyncSequence, Sendable {
    /// A piece of the feed.
    public struct Piece: Sendable {
        /// The events, oldest first; at least one.
        public let events: [Event]
        /// The place of the last one: what to go on after.
        public let last: UInt64
    }

    public typealias Element = Piece

    let desk: Desk
    let after: UInt64
    let batch: UInt32
    let every: TimeInterval?

    public struct AsyncIterator: AsyncIteratorProtocol {
        let feed: Feed
        var last: UInt64

        public mutating func next() async throws -> Piece? {
            while !Task.isCancelled {
                let query = Query.feed(after: last, limit: feed.batch)
                guard case .history(let events, let last) = try await feed.desk.ask(query) else { return nil }
                if !events.isEmpty {
                    self.last = last
                    return Piece(events: events, last: last)
                }
                guard try await rest(feed.every) else { return nil }
            }
            return nil
        }
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(feed: self, last: after)
    }
}

extension Desk {
    /// The duties of the desk for this worker. Each is held for `hold` seconds; `batch` are taken at a time.
    public func duties(
        worker: String, hold: TimeInterval = 300, batch: UInt32 = 20, every: TimeInterval? = nil
    ) -> Duties {
        Duties(desk: self, worker: worker, hold: hold, batch: batch, every: every)
    }

    /// The desk's feed behind a place, 0 for the beginning. Without `every` it ends where the feed ends now; with it, it
    /// looks again after that many seconds, and ends when its task is cancelled.
    public func feed(after: UInt64 = 0, batch: UInt32 = 50, every: TimeInterval? = nil) -> Feed {
        Feed(desk: self, after: after, batch: batch, every: every)
    }
}

/// Waits that many seconds. False when there is nothing to wait for, or the task was cancelled.
private func rest(_ seconds: TimeInterval?) async throws -> Bool {
    guard let seconds else { return false }
    do {
        try await Task.sleep(nanoseconds: UInt64(Swift.max(seconds, 0.001) * 1e9))
        return true
    } catch is CancellationError {
        return false
    }
}
