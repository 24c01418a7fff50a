import Foundation
import XCTest

@testable import TicketKit

/// The lists of the library, and the words from and to JSON.
final class ListTests: XCTestCase {
    func testEveryCodeHasItsNumberItsTextAndItsCase() throws {
        let all = codes()
        XCTAssertEqual(Set(all.map(\.number)).count, all.count)
        for entry in all {
            // `unknown_name` is `.unknownName`.
            let words = entry.text.split(separator: "_").map(String.init)
            let name = words[0] + words.dropFirst().map(\.capitalized).joined()
            XCTAssertEqual("\(entry.code)", name)
            XCTAssertFalse(entry.meaning.isEmpty)
        }
        XCTAssertTrue(all.contains { $0.code == .unknownName && $0.number == 111 || $0.text == "unknown_name" })
    }

    func testAFileIsKeptUnderItsHash() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = folder.appendingPathComponent("source")
        try Data("Paper jam".utf8).write(to: source)
        let store = try FolderStore.open(folder: folder.appendingPathComponent("store").path)
        XCTAssertThrowsError(try store.keep(source: source.path, atMost: 8)) { error in
            XCTAssertEqual((error as? TicketKitError)?.problems.first?.code, .attachmentTooLarge)
        }
        let kept = try store.keep(source: source.path, atMost: 9)
        XCTAssertEqual(kept.bytes, 9)
        XCTAssertEqual(try String(contentsOfFile: store.path(sha256: kept.sha256), encoding: .utf8), "Paper jam")
        XCTAssertTrue(try store.remove(sha256: kept.sha256))
        XCTAssertThrowsError(try store.path(sha256: kept.sha256))
    }

    func testAWebhookIsSignedAsTheSpecificationSays() throws {
        let secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
        let body = #"{"test": 2432232314}"#
        let at = Date(timeIntervalSince1970: 1_614_265_330)
        let headers = try signWebhook(secrets: secrets, id: "msg_p5jXN8AQM9LWM0D4loKWxJek", at: at, body: body)
        XCTAssertEqual(headers.timestamp, "1614265330")
        XCTAssertEqual(headers.signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        try verifyWebhook(secrets: secrets, headers: headers, body: body, now: at.addingTimeInterval(300))
        XCTAssertThrowsError(try verifyWebhook(secrets: secrets, headers: headers, body: "{}", now: at)) { error in
            XCTAssertEqual((error as? TicketKitError)?.problems.first?.code, .signatureRefused)
        }
        XCTAssertThrowsError(try verifyWebhook(secrets: secrets, headers: headers, body: body, now: at.addingTimeInterval(301)))
        XCTAssertThrowsError(try signWebhook(secrets: [], id: "a", at: at, body: body))
    }

    func testEveryCommandAndQuestionCanBeReadByItsName() throws {
        for name in commands() {
            XCTAssertThrowsError(try commandFromJson(json: #"{"do": "\#(name)", "no_such_member": 1}"#)) { error in
                let codes = (error as? TicketKitError)?.problems.map(\.code) ?? []
                XCTAssertTrue(codes.contains(.unknownMember), "\(name): \(error)")
            }
        }
        for name in queries() {
            XCTAssertThrowsError(try queryFromJson(json: #"{"ask": "\#(name)", "no_such_member": 1}"#)) { error in
                let codes = (error as? TicketKitError)?.problems.map(\.code) ?? []
                XCTAssertTrue(codes.contains(.unknownMember), "\(name): \(error)")
            }
        }
    }

    func testACommandIsTheSameAsJSON() throws {
        let command = Command.changeTicket(
            ticket: "17", set: ["priority": "high", "team": nil, "urgent": true, "floor": 3, "tags": ["a", "b"]])
        let json = try commandToJson(word: command)
        XCTAssertEqual(
            json, #"{"do":"change_ticket","set":{"floor":3,"priority":"high","tags":["a","b"],"urgent":true},"ticket":"17"}"#)
        let read = try commandFromJson(
            json: #"{"do":"change_ticket","ticket":"17","set":{"floor":3,"priority":"high","team":null,"tags":["a","b"],"urgent":true}}"#)
        XCTAssertEqual(read, command)
    }

    func testWhatReadsAsAnIdIsOne() {
        let id = "019e8269-4e80-70ac-b45e-035582c9f11f"
        XCTAssertEqual(TicketRef(id), .id(id))
        XCTAssertEqual(TicketRef("17"), .number("17"))
        XCTAssertEqual(PersonRef(id), .id(id))
        XCTAssertEqual(Actor.agent("django:42"), .agent(person: .key("django:42")))
        XCTAssertEqual(Actor.requester("django:42"), .requester(person: .key("django:42")))
        XCTAssertEqual("\(TicketRef("17")) \(PersonRef("x"))", "17 x")
    }

    func testTheVersionIsThere() {
        XCTAssertFalse(version().isEmpty)
        XCTAssertTrue(jsonSchema().contains("$defs"))
    }
}
