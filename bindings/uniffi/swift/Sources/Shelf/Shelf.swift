// A storage of the host's own: records kept in Swift's own collections, for as long as the program runs.

import Foundation
import TicketKit

/// Records by key, and a list of their entries in order. Whoever keeps records elsewhere answers the same three calls.
public final class Shelf: RecordStorage, @unchecked Sendable {
    private struct Entry {
        let text: String
        let key: String
    }

    private let lock = NSLock()
    private var records: [String: Record] = [:]
    private var entries: [Entry] = []

    public init() {}

    public func get(keys: [String]) throws -> [Record?] {
        locked { keys.map { records[$0] } }
    }

    public func range(range: TicketKit.Range) throws -> [Record] {
        locked {
            let first = place(of: range.from, key: "")
            let found = entries[first..<max(first, place(of: range.until, key: ""))]
            let chosen = range.descending ? Array(found.suffix(Int(range.limit)).reversed()) : Array(found.prefix(Int(range.limit)))
            return chosen.compactMap { records[$0.key] }
        }
    }

    public func commit(batch: Batch) throws -> Bool {
        locked {
            guard batch.expect.allSatisfy({ (records[$0.key]?.version ?? 0) == $0.version }) else { return false }
            batch.remove.forEach(take)
            batch.put.forEach(put)
            return true
        }
    }

    private func put(_ record: Record) {
        take(record.key)
        records[record.key] = record
        for text in record.entries {
            entries.insert(Entry(text: text, key: record.key), at: place(of: text, key: record.key))
        }
    }

    private func take(_ key: String) {
        for text in records.removeValue(forKey: key)?.entries ?? [] {
            entries.remove(at: place(of: text, key: key))
        }
    }

    /// Where this entry of this record stands, or would stand. Keys and entries are ASCII: their order is that of bytes.
    private func place(of text: String, key: String) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            let entry = entries[middle]
            if (entry.text, entry.key) < (text, key) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func locked<T>(_ work: () throws -> T) rethrows -> T {
        lock.lock()
        defer { lock.unlock() }
        return try work()
    }
}
