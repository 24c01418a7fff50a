// The words of the desk as one writes them in Swift: `"17"` is a ticket, `"django:42"` a person, `["priority": "high"]`
// a set of changes.

import Foundation

extension TicketRef: ExpressibleByStringLiteral, CustomStringConvertible {
    /// A ticket by our id or by its number: what reads as an id is one.
    public init(_ text: String) {
        self = isId(text) ? .id(text) : .number(text)
    }

    public init(stringLiteral text: String) {
        self.init(text)
    }

    /// The id or the number.
    public var description: String {
        switch self {
        case .id(let text), .number(let text): return text
        }
    }
}

extension PersonRef: ExpressibleByStringLiteral, CustomStringConvertible {
    /// A person by our id or by the host's own key (`django:42`): what reads as an id is one.
    public init(_ text: String) {
        self = isId(text) ? .id(text) : .key(text)
    }

    public init(stringLiteral text: String) {
        self.init(text)
    }

    /// The id or the key.
    public var description: String {
        switch self {
        case .id(let text), .key(let text): return text
        }
    }
}

private func isId(_ text: String) -> Bool {
    UUID(uuidString: text) != nil
}

extension Actor {
    /// The agent of this id or host key.
    public static func agent(_ person: PersonRef) -> Actor {
        .agent(person: person)
    }

    /// The requester of this id or host key.
    public static func requester(_ person: PersonRef) -> Actor {
        .requester(person: person)
    }

    /// Who comes by a signed link that carries this token. A printed actor shows it: do not log this one.
    public static func link(_ token: String) -> Actor {
        .link(token: token)
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral
{
    public init(stringLiteral text: String) {
        self = .text(text)
    }

    public init(booleanLiteral yes: Bool) {
        self = .bool(yes)
    }

    public init(integerLiteral number: Int) {
        self = .number(String(number))
    }

    public init(arrayLiteral names: String...) {
        self = .list(names)
    }
}

extension Condition {
    /// A question about one field: `.test("priority", .in, "high", "urgent")`.
    public static func test(_ field: String, _ op: Op, _ values: Value...) -> Condition {
        .test(field: field, op: op, values: values)
    }

    /// Every one of these.
    public static func all(_ of: Condition...) -> Condition {
        .all(of: of)
    }

    /// At least one of these.
    public static func any(_ of: Condition...) -> Condition {
        .any(of: of)
    }

    /// The opposite.
    public static func not(_ condition: Condition) -> Condition {
        .not(of: [condition])
    }
}
