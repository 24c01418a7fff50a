// The two objects for asynchronous programs. Every call may wait for the storage; these wait on threads of their own, never
// on the main actor and never on one of the few threads that all tasks of a program share.

import Foundation

/// Where calls wait. A storage has one writer, and more calls at a time only stand in line.
private let waiting: OperationQueue = {
    let queue = OperationQueue()
    queue.name = "ticketkit"
    queue.maxConcurrentOperationCount = 8
    queue.qualityOfService = .userInitiated
    return queue
}()

/// Makes a call away from whoever awaits it. A task that is cancelled before makes none; a call that has begun is carried
/// to its end, because what it stored is stored.
private func away<T: Sendable>(_ call: @escaping @Sendable () throws -> T) async throws -> T {
    try Task.checkCancellation()
    return try await withCheckedThrowingContinuation { continuation in
        waiting.addOperation { continuation.resume(with: Result(catching: call)) }
    }
}

extension Engine {
    /// Opens an engine: on memory, on the file in `options.path`, or on a storage of the host's own.
    ///
    /// Throws `cannot_open`, `not_ours`, `schema_too_new`, `read_only`, `damaged`, `storage_busy`, and everything that is
    /// wrong with the options.
    public static func open(_ options: Options = Options(), on storage: RecordStorage? = nil) async throws -> Engine {
        try await away {
            guard let storage else { return try Engine.open(options: options) }
            return try Engine.on(storage: storage, options: options)
        }
    }

    /// The desk of this key; made with the default configuration when there is none.
    public func desk(_ key: String = "main") async throws -> Desk {
        try await away { try self.desk(key: key) }
    }

    /// The desk of this key; throws `unknown_desk` when there is none.
    public func existingDesk(_ key: String) async throws -> Desk {
        try await away { try self.existingDesk(key: key) }
    }

    /// Makes a desk with this configuration, a JSON text; throws everything that is wrong with it.
    public func createDesk(_ key: String, document: String) async throws -> Desk {
        try await away { try self.createDesk(key: key, document: document) }
    }

    /// All desks, by key.
    public func desks() async throws -> [DeskEntry] {
        try await away { try self.desks() }
    }

    /// Takes a desk away with everything in it. True when there was one.
    @discardableResult
    public func deleteDesk(_ key: String) async throws -> Bool {
        try await away { try self.deleteDesk(key: key) }
    }

    /// When something will happen by itself next, in any desk: when ``tick(at:limit:)`` has something to do.
    public func nextDue() async throws -> Date? {
        try await away { try self.nextDue() }
    }

    /// Lets time pass: fires what is due, at most `limit` of it, and says whether there is more.
    @discardableResult
    public func tick(at now: Date = Date(), limit: UInt32 = 1_000) async throws -> Report {
        try await away { try self.tick(now: now, limit: limit) }
    }

    /// Lets go of all files, so that a phone may suspend the program: waits for calls under way, for so many seconds at
    /// the most. Until ``resume()`` every other call but `close` throws `paused`. Throws `timed_out` when calls were still
    /// under way; the engine is not paused then.
    public func pause(within seconds: TimeInterval) async throws {
        try await away { try self.pause(withinMs: Int64((seconds * 1_000).rounded())) }
    }

    /// Goes on after ``pause(within:)``.
    public func resume() async throws {
        try await away { try self.resume() }
    }

    /// Tells an engine that was opened with `Options.now` which instant it is now; throws `not_writable` when it goes by
    /// the clock of the machine.
    public func setNow(_ now: Date) async throws {
        try await away { try self.setNow(now: now) }
    }

    /// What the engine has done since it was opened, for measurements.
    public func statistics() async throws -> Statistics {
        try await away { try self.statistics() }
    }

    /// Ends all use of the storage: waits for the calls under way. Every later call throws `closed`.
    public func close() async throws {
        try await away { try self.close() }
    }
}

extension Desk {
    /// Carries out a command: whole, or not at all. Once it returns, what it did is stored.
    ///
    /// The same command with the same `id` is carried out once, and answered alike however often it is given. `now` is the
    /// moment at which it happens, for imports; the engine's own time when absent.
    ///
    /// Throws every reason against it, all at once; nothing is changed then.
    @discardableResult
    public func execute(
        _ command: Command, as actor: Actor = .host, id: CommandId? = nil, at now: Date? = nil
    ) async throws -> Outcome {
        let context = Context(actor: actor, commandId: id, now: now)
        return try await away { try self.execute(command: command, context: context) }
    }

    /// Answers a question. What the actor may not see is as if it were not there.
    public func ask(_ query: Query, as actor: Actor = .host) async throws -> Answer {
        try await away { try self.ask(query: query, actor: actor) }
    }

    /// Carries out commands in their order, each whole or not at all, and answers each; one that is refused does not stop
    /// the others.
    public func executeMany(_ commands: [Instruction]) async throws -> [Executed] {
        try await away { try self.executeMany(commands: commands) }
    }

    /// Gives out duties under a lease of `holdMs` milliseconds; ``duties(worker:hold:batch:every:)`` goes through them one
    /// by one.
    public func leaseEffects(worker: String, holdMs: Int64, limit: UInt32) async throws -> [Effect] {
        try await away { try self.leaseEffects(worker: worker, holdMs: holdMs, limit: limit) }
    }

    /// Settles a duty that is done; throws `lease_lost` when another lease holds it by now, or none.
    public func acknowledgeEffect(effect: EffectId, token: UInt64) async throws {
        try await away { try self.acknowledgeEffect(effect: effect, token: token) }
    }

    /// Gives back a duty that could not be done, until `retryAt`; throws `lease_lost` likewise.
    public func failEffect(effect: EffectId, token: UInt64, retryAt: Date, reason: String) async throws {
        try await away { try self.failEffect(effect: effect, token: token, retryAt: retryAt, reason: reason) }
    }
}
