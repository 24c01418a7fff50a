// swift-tools-version:5.9
import PackageDescription

let package = Package(
    name: "story",
    platforms: [.iOS(.v13), .macOS(.v10_15)],
    dependencies: [.package(name: "ticketkit", path: "../../../bindings/uniffi/swift")],
    targets: [
        .executableTarget(name: "story", dependencies: [.product(name: "TicketKit", package: "ticketkit")])
    ]
)
