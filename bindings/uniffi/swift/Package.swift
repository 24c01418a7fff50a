// swift-tools-version:5.9
import Foundation
import PackageDescription

// The engine comes as an XCFramework on Apple platforms (`apple.sh` makes it), and else as the static library
// `libticketkit_ffi.a`, which the linker has to find: `swift build -Xlinker -L/where/it/is` (`build.sh` does it).
let framework = "TicketKitFFI.xcframework"
let framed = FileManager.default.fileExists(atPath: Context.packageDirectory + "/" + framework)
let engine: Target =
    framed
    ? .binaryTarget(name: "TicketKitFFI", path: framework)
    : .systemLibrary(name: "TicketKitFFI", path: "Sources/TicketKitFFI")

let package = Package(
    name: "ticketkit",
    platforms: [.iOS(.v13), .macOS(.v10_15), .tvOS(.v13), .watchOS(.v6)],
    products: [.library(name: "TicketKit", targets: ["TicketKit"])],
    targets: [
        engine,
        .target(
            name: "TicketKit",
            dependencies: ["TicketKitFFI"],
            resources: [.copy("PrivacyInfo.xcprivacy")],
            linkerSettings: framed ? [] : [.linkedLibrary("ticketkit_ffi")]
        ),
        // A storage of the host's own, as an example; the tests and the scenarios use it.
        .target(name: "Shelf", dependencies: ["TicketKit"]),
        .executableTarget(name: "scenarios", dependencies: ["TicketKit", "Shelf"]),
        .executableTarget(name: "border", dependencies: ["TicketKit"]),
        .testTarget(name: "TicketKitTests", dependencies: ["TicketKit", "Shelf"]),
    ]
)
