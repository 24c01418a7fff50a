import Foundation
import Shelf
import TicketKit

/// A mistake of the scenario, not of the engine.
struct Fault: Error {
    let why: String
}

/// What a scenario is played on: an engine, the desk in use, and the steps that can be taken.
final class Stage {
    private let engine: Engine
    private var desk: Desk
    private var now: Date
    private let storage = Faulty()
    private let folder: URL?

    init(keptIn kept: String, at: String, config: JSON?) throws {
        var options = try optionsFromJson(json: #"{"first_id":1,"patience_ms":0}"#)
        options.linkKeys = [(UInt8(0)...31).map { String(format: "%02x", $0) }.joined()]
        now = try instantFromText(json: at)
        options.now = now
        folder = kept == "sqlite" ? FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString) : nil
        if let folder {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            options.path = folder.appendingPathComponent("desks.sqlite").path
        }
        if kept == "postgres" {
            guard let url = ProcessInfo.processInfo.environment["TICKETKIT_TEST_POSTGRES"] else { throw Fault(why: "no TICKETKIT_TEST_POSTGRES") }
            (options.url, options.schema) = (url, "scenarios")
        }
        let engine = try kept == "host" ? Engine.on(storage: storage, options: options) : Engine.open(options: options)
        // What the scenario before left in the database.
        for left in try engine.desks() { _ = try engine.deleteDesk(key: left.key) }
        desk = try config.map { try engine.createDesk(key: "main", document: $0.canonical) } ?? engine.desk(key: "main")
        self.engine = engine
    }

    deinit {
        try? engine.close()
        if let folder { try? FileManager.default.removeItem(at: folder) }
    }

    /// Takes a step, and answers what the engine answers as `{"ok": ...}` or `{"error": ...}`.
    func act(_ step: JSON) throws -> JSON {
        guard case .object(let members) = step else { throw Fault(why: "a step is an object") }
        let kinds = members.keys.filter { Stage.steps.contains($0) }
        guard let kind = kinds.first, kinds.count == 1 else { throw Fault(why: "a step has one of \(Stage.steps)") }
        do {
            if let at = step["at"] {
                now = try instantFromText(json: text(at))
                // An engine that is closed has no time any more; the step itself says so.
                try? engine.setNow(now: now)
            }
            return .object(["ok": try take(kind, members[kind] ?? .null, of: step)])
        } catch let error as TicketKitError {
            return .object(["error": try JSON(problemsToJson(problems: error.problems))])
        }
    }

    static let steps: Set<String> = [
        "do", "many", "ask", "tick", "next_due", "lease", "acknowledge", "fail", "create_desk", "open_desk",
        "existing_desk", "delete_desk", "desks", "statistics", "pause", "resume", "close", "fail_next",
    ]

    private func take(_ kind: String, _ given: JSON, of step: JSON) throws -> JSON {
        switch kind {
        case "do":
            let one = try instruction(step)
            return try JSON(outcomeToJson(word: desk.execute(command: one.command, context: one.context)))
        case "many":
            guard case .list(let items) = given else { throw Fault(why: "`many` is a list") }
            let answers = try desk.executeMany(commands: items.map(instruction))
            return .list(
                try answers.map { answer in
                    switch answer {
                    case .done(let outcome): return .object(["ok": try JSON(outcomeToJson(word: outcome))])
                    case .refused(let error): return .object(["error": try JSON(problemsToJson(problems: error.problems))])
                    }
                })
        case "ask":
            let query = try queryFromJson(json: given.verbatim)
            return try JSON(answerToJson(word: desk.ask(query: query, actor: actor(step))))
        case "tick":
            return try JSON(reportToJson(word: engine.tick(now: now, limit: UInt32(whole(given)))))
        case "next_due":
            return try engine.nextDue().map { .text(try instantToText(instant: $0)) } ?? .null
        case "lease":
            let effects = try desk.leaseEffects(
                worker: text(given["worker"]), holdMs: whole(given["hold_ms"]), limit: UInt32(whole(given["limit"])))
            return .list(try effects.map { try JSON(effectToJson(word: $0)) })
        case "acknowledge":
            try desk.acknowledgeEffect(effect: text(given["effect"]), token: UInt64(whole(given["token"])))
        case "fail":
            try desk.failEffect(
                effect: text(given["effect"]), token: UInt64(whole(given["token"])),
                retryAt: instantFromText(json: text(given["retry_at"])), reason: text(given["reason"]))
        case "create_desk":
            guard let document = given["document"] else { throw Fault(why: "a desk is made with a document") }
            desk = try engine.createDesk(key: text(given["key"]), document: written(document))
        case "open_desk": desk = try engine.desk(key: text(given))
        case "existing_desk": desk = try engine.existingDesk(key: text(given))
        case "delete_desk": return .bool(try engine.deleteDesk(key: text(given)))
        case "desks":
            return .list(
                try engine.desks().map {
                    .object(["id": .text($0.id), "key": .text($0.key), "config_version": .whole(Int64($0.configVersion))])
                })
        case "statistics":
            let told = try engine.statistics()
            return .object([
                "accepted": .whole(Int64(told.accepted)), "decisions": .whole(Int64(told.decisions)),
                "refused": .whole(Int64(told.refused)),
            ])
        case "pause": try engine.pause(withinMs: whole(given))
        case "resume": try engine.resume()
        case "close": try engine.close()
        default: storage.failNext(with: try text(given))
        }
        return .null
    }

    /// A command with its context, as a step or an item of `many` has them.
    private func instruction(_ step: JSON) throws -> Instruction {
        var given = step["do"] ?? .null
        if case .object(var members) = given, let document = members["document"] {
            members["document"] = .text(written(document))
            given = .object(members)
        }
        let context = Context(actor: try actor(step), commandId: try step["id"].map(text))
        return Instruction(command: try commandFromJson(json: given.verbatim), context: context)
    }

    private func actor(_ step: JSON) throws -> Actor {
        try step["as"].map { try actorFromJson(json: $0.verbatim) } ?? .host
    }
}

/// A document that is not a text stands for its canonical JSON.
private func written(_ document: JSON) -> String {
    if case .text(let text) = document { return text }
    return document.canonical
}

private func text(_ given: JSON?) throws -> String {
    guard case .text(let text)? = given else { throw Fault(why: "a text is missing") }
    return text
}

private func whole(_ given: JSON?) throws -> Int64 {
    guard case .whole(let number)? = given else { throw Fault(why: "a whole number is missing") }
    return number
}

/// The runner's own storage, whose next call fails when it is told so.
private final class Faulty: RecordStorage, @unchecked Sendable {
    private let shelf = Shelf()
    private let lock = NSLock()
    private var fault: String?

    func failNext(with code: String) {
        lock.lock()
        fault = code
        lock.unlock()
    }

    func get(keys: [String]) throws -> [Record?] {
        try fail()
        return try shelf.get(keys: keys)
    }

    func range(range: TicketKit.Range) throws -> [Record] {
        try fail()
        return try shelf.range(range: range)
    }

    func commit(batch: Batch) throws -> Bool {
        if isContended { return false }
        try fail()
        return try shelf.commit(batch: batch)
    }

    private func fail() throws {
        guard let text = taken(where: { $0 != "contention" }) else { return }
        guard let entry = codes().first(where: { $0.text == text }) else { throw Fault(why: "no code `\(text)`") }
        throw HostError.Failed(code: entry.code, reason: "the storage was told to fail")
    }

    /// Others are faster, until something else is told.
    private var isContended: Bool {
        lock.lock()
        defer { lock.unlock() }
        return fault == "contention"
    }

    private func taken(where fits: (String) -> Bool) -> String? {
        lock.lock()
        defer { lock.unlock() }
        guard let text = fault, fits(text) else { return nil }
        fault = nil
        return text
    }
}
