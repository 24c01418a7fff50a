import Foundation

/// JSON as scenarios write and compare it. A type of our own, because `JSONSerialization` makes numbers of booleans.
enum JSON: Decodable, Equatable {
    case null
    case bool(Bool)
    case whole(Int64)
    case number(Double)
    case text(String)
    case list([JSON])
    case object([String: JSON])

    init(_ json: String) throws {
        self = try JSONDecoder().decode(JSON.self, from: Data(json.utf8))
    }

    init(from decoder: Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let yes = try? value.decode(Bool.self) {
            self = .bool(yes)
        } else if let whole = try? value.decode(Int64.self) {
            self = .whole(whole)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([JSON].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: JSON].self))
        }
    }

    subscript(_ member: String) -> JSON? {
        if case .object(let members) = self { return members[member] }
        return nil
    }

    /// Members sorted by their bytes, those that are null left out, no spaces.
    var canonical: String { written { $0 != .null } }

    /// The same with those that are null: in a command they say something.
    var verbatim: String { written { _ in true } }

    private func written(_ stands: (JSON) -> Bool) -> String {
        switch self {
        case .null: return "null"
        case .bool(let yes): return yes ? "true" : "false"
        case .whole(let number): return String(number)
        case .number(let number): return String(number)
        case .text(let text): return quoted(text)
        case .list(let items): return "[" + items.map { $0.written(stands) }.joined(separator: ",") + "]"
        case .object(let members):
            let given = members.filter { stands($0.value) }.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            return "{" + given.map { quoted($0.key) + ":" + $0.value.written(stands) }.joined(separator: ",") + "}"
        }
    }

    /// Whether what came has everything that is expected.
    static func fits(_ expected: JSON, _ got: JSON) -> Bool {
        switch (expected, got) {
        case (.object(let expected), .object(let got)):
            return expected.allSatisfy { fits($0.value, got[$0.key] ?? .null) }
        case (.list(let expected), .list(let got)):
            return expected.count == got.count && zip(expected, got).allSatisfy(fits)
        default:
            return expected == got
        }
    }
}

private func quoted(_ text: String) -> String {
    let short: [Unicode.Scalar: String] = [
        "\"": "\\\"", "\\": "\\\\", "\u{8}": "\\b", "\t": "\\t", "\n": "\\n", "\u{c}": "\\f", "\r": "\\r",
    ]
    let written = text.unicodeScalars.map { scalar in
        short[scalar] ?? (scalar.value < 0x20 ? String(format: "\\u%04x", scalar.value) : String(scalar))
    }
    return "\"" + written.joined() + "\""
}
