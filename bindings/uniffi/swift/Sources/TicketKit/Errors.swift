// What every refusal has, whatever its kind.

import Foundation

extension TicketKitError {
    private var parts: (code: Code, summary: String, retryable: Bool, problems: [Problem]) {
        switch self {
        case .Invalid(let code, let summary, let retryable, let problems),
            .NotFound(let code, let summary, let retryable, let problems),
            .Forbidden(let code, let summary, let retryable, let problems),
            .Refused(let code, let summary, let retryable, let problems),
            .Conflict(let code, let summary, let retryable, let problems),
            .Unavailable(let code, let summary, let retryable, let problems),
            .Storage(let code, let summary, let retryable, let problems),
            .Internal(let code, let summary, let retryable, let problems):
            return (code, summary, retryable, problems)
        }
    }

    /// The code of the first problem.
    public var code: Code { parts.code }

    /// All problems in a sentence for a person.
    public var summary: String { parts.summary }

    /// Whether the very same call may succeed when it is made again.
    public var retryable: Bool { parts.retryable }

    /// Everything that was wrong, most important first; never empty.
    public var problems: [Problem] { parts.problems }
}

extension TicketKitError: LocalizedError, CustomStringConvertible {
    public var errorDescription: String? { summary }

    public var failureReason: String? {
        problems.map(\.message).joined(separator: "\n")
    }

    public var recoverySuggestion: String? {
        let hints = problems.compactMap(\.hint)
        return hints.isEmpty ? nil : hints.joined(separator: "\n")
    }

    public var description: String { summary }
}

extension Problem: CustomStringConvertible {
    /// What is wrong, and in brackets where, and what to do about it.
    public var description: String {
        let place = [path.isEmpty ? nil : "at \(path)", hint].compactMap { $0 }.joined(separator: "; ")
        return place.isEmpty ? message : "\(message) (\(place))"
    }
}
