// Plays scenarios: `scenarios PATH... [--storage memory|sqlite|postgres|host] [--transcript FILE]`, or `scenarios --lists`. The
// format, and what is printed, is in tests/scenarios/README.md.

import Foundation
import TicketKit

/// Plays a scenario: the result of each step, and what did not fit.
func play(_ scenario: JSON, keptIn kept: String) -> (results: [String], failures: [(step: Int, why: String)]) {
    var (results, failures): ([String], [(Int, String)]) = ([], [])
    do {
        guard case .list(let steps)? = scenario["steps"], case .text(let at)? = steps.first?["at"]
        else { throw Fault(why: "there is no first step with an `at`") }
        let kept = scenario["storage"] == .text("host") ? "host" : kept
        let stage = try Stage(keptIn: kept, at: at, config: scenario["config"])
        for step in steps {
            let result = try stage.act(step)
            var expected = JSON.object(["ok": step["expect"] ?? .object([:])])
            if let problems = step["error"] { expected = .object(["error": problems]) }
            let any = step["error"] == nil && step["expect"] == nil && result["ok"] != nil
            results.append(result.canonical)
            if !any && !JSON.fits(expected, result) {
                failures.append((results.count, "expected \(expected.canonical), got \(result.canonical)"))
            }
        }
    } catch let fault as Fault {
        failures.append((0, fault.why))
    } catch {
        failures.append((0, "\(error)"))
    }
    return (results, failures)
}

/// The files of a folder that are scenarios, by name; a file is itself.
func files(_ path: String) throws -> [String] {
    var folder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &folder), folder.boolValue else { return [path] }
    let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".json") }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { path + "/" + $0 }
}

var (paths, kept, transcript): ([String], String, String?) = ([], "memory", nil)
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
    switch argument {
    case "--lists":
        let numbers = codes().map { ($0.text, JSON.whole(Int64($0.number))) }
        let lists = JSON.object([
            "codes": .object(Dictionary(uniqueKeysWithValues: numbers)),
            "commands": .list(commands().map(JSON.text)), "queries": .list(queries().map(JSON.text)),
        ])
        print(lists.canonical)
        exit(0)
    case "--storage": kept = arguments.popFirst() ?? kept
    case "--transcript": transcript = arguments.popFirst()
    default: paths += try files(argument)
    }
}
var (passed, failed, lines) = (0, 0, "")
for path in paths {
    let file = URL(fileURLWithPath: path).lastPathComponent
    let played: (results: [String], failures: [(step: Int, why: String)])
    do {
        played = play(try JSON(String(contentsOfFile: path, encoding: .utf8)), keptIn: kept)
    } catch {
        played = ([], [(0, "\(error)")])
    }
    for failure in played.failures { print("FAILED \(file) step \(failure.step): \(failure.why)") }
    for (number, result) in played.results.enumerated() { lines += "\(file)\t\(number + 1)\t\(result)\n" }
    if played.failures.isEmpty { passed += 1 } else { failed += 1 }
}
if let transcript { try lines.write(toFile: transcript, atomically: false, encoding: .utf8) }
print("\(passed) passed, \(failed) failed")
exit(failed == 0 && passed > 0 ? 0 : 1)
