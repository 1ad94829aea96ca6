// swift-tools-version:6.2
import PackageDescription

let package = Package(
    name: "rollcall",
    products: [
        .library(name: "AMQPClient", targets: ["AMQPClient"]),
        .executable(name: "rollcall", targets: ["rollcall"]),
        .executable(name: "rollcall-worker", targets: ["rollcall-worker"]),
        .executable(name: "rollcall-board", targets: ["rollcall-board"]),
        .executable(name: "rollcall-lab", targets: ["rollcall-lab"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.34.1"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // MARK: The broker
        .systemLibrary(name: "CRabbitMQ", pkgConfig: "librabbitmq", providers: [.apt(["librabbitmq-dev"])]),
        .target(
            name: "CRabbitMQTLS",
            dependencies: ["CRabbitMQ"],
            cSettings: [.treatAllWarnings(as: .error)],
            linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto")]
        ),
        .target(
            name: "AMQPClient",
            dependencies: ["CRabbitMQ", "CRabbitMQTLS", .product(name: "DequeModule", package: "swift-collections")]
        ),

        // MARK: Values
        .target(
            name: "ActivationDomain",
            dependencies: [.product(name: "Crypto", package: "swift-crypto"), "Yams"]
        ),

        .target(name: "Transcripts", dependencies: ["ActivationDomain"]),

        // MARK: Metrics
        .target(name: "Telemetry"),

        // MARK: Kerberos and NTLM
        .systemLibrary(name: "CGSSAPI", providers: [.apt(["libkrb5-dev"])]),
        .target(
            name: "NegotiateAuthentication",
            dependencies: [
                "CGSSAPI",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),

        // MARK: What a network shows: DNS, ports, a bind to a KMS host, the time
        .target(
            name: "CResolver",
            cSettings: [.treatAllWarnings(as: .error)],
            // Older C libraries have the resolver in a library of its own.
            linkerSettings: [.linkedLibrary("resolv")]
        ),
        .target(
            name: "NetworkDiagnosis",
            dependencies: [
                "CResolver", "ActivationDomain",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),

        // MARK: One exchange with one computer
        .systemLibrary(name: "CSpawn"),
        .target(
            name: "KMSExchange",
            dependencies: [
                "ActivationDomain", "NegotiateAuthentication", "Transcripts", "CSpawn",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ]
        ),

        // MARK: The pipeline
        .target(
            name: "ActivationPipeline",
            dependencies: [
                "AMQPClient", "ActivationDomain", "KMSExchange", "Telemetry",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),

        // MARK: The status board
        .target(
            name: "BoardProjection",
            dependencies: [
                "ActivationPipeline", "ActivationDomain", "AMQPClient",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),

        .target(name: "BoardFormats", dependencies: ["BoardProjection", "ActivationPipeline", "ActivationDomain"]),

        .target(
            name: "StatusBoard",
            dependencies: [
                "BoardFormats", "BoardProjection", "ActivationPipeline", "ActivationDomain", "Telemetry",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                "Yams",
            ],
            // Compiled in: the installed program needs no file beside it.
            resources: [.embedInCode("Resources")]
        ),

        // MARK: The simulated lab, which shares nothing with the exchange
        .target(
            name: "LabSimulator",
            dependencies: [
                "CGSSAPI",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                "Yams",
            ]
        ),

        // MARK: Programs
        .systemLibrary(name: "CAllocator"),
        .target(
            name: "WorkerSupport",
            dependencies: [
                "ActivationPipeline", "ActivationDomain", "KMSExchange", "NegotiateAuthentication", "NetworkDiagnosis",
                "AMQPClient", "Telemetry", "Yams",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .executableTarget(
            name: "rollcall",
            dependencies: [
                "WorkerSupport", "ActivationPipeline", "ActivationDomain", "NetworkDiagnosis", "AMQPClient",
                "Transcripts", "BoardFormats", "BoardProjection",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        .executableTarget(
            name: "rollcall-worker",
            dependencies: [
                "CAllocator", "WorkerSupport", "KMSExchange",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Workers/rollcall-worker"
        ),
        .executableTarget(
            name: "rollcall-board",
            dependencies: [
                "StatusBoard", "BoardProjection", "WorkerSupport", "ActivationPipeline", "ActivationDomain",
                "AMQPClient",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Workers/rollcall-board"
        ),
        .executableTarget(
            name: "rollcall-lab",
            dependencies: [
                "LabSimulator",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Workers/rollcall-lab"
        ),

        // MARK: Benchmarks
        .executableTarget(
            name: "rollcall-bench",
            dependencies: [
                "CAllocator", "WorkerSupport", "ActivationPipeline", "ActivationDomain", "KMSExchange",
                "NegotiateAuthentication", "AMQPClient", "BoardProjection",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "benchmarks/swift"
        ),

        // MARK: The chaos harness
        .executableTarget(
            name: "rollcall-chaos",
            dependencies: [
                "TestSupport", "ActivationPipeline", "ActivationDomain", "AMQPClient",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "chaos"
        ),

        // MARK: Tests
        .target(
            name: "TestSupport",
            dependencies: [
                "AMQPClient", "ActivationDomain", "ActivationPipeline",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/TestSupport"
        ),
        .target(
            name: "BoardTestSupport",
            dependencies: [
                "StatusBoard", "BoardProjection", "ActivationPipeline", "ActivationDomain", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            path: "Tests/BoardTestSupport"
        ),
        .testTarget(
            name: "AMQPClientTests",
            dependencies: ["AMQPClient", "TestSupport", .product(name: "DequeModule", package: "swift-collections")]
        ),
        .testTarget(name: "ActivationDomainTests", dependencies: ["ActivationDomain", "TestSupport"]),
        .testTarget(
            name: "TranscriptsTests",
            dependencies: ["Transcripts", "ActivationDomain", "TestSupport"],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "NegotiateAuthenticationTests",
            dependencies: [
                "NegotiateAuthentication", "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            exclude: ["Peers"]
        ),
        .testTarget(
            name: "NetworkDiagnosisTests",
            dependencies: [
                "NetworkDiagnosis", "ActivationDomain", "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "KMSExchangeTests",
            dependencies: [
                "KMSExchange", "NegotiateAuthentication", "ActivationDomain", "ActivationPipeline", "LabSimulator",
                "TestSupport", "Transcripts", "Yams",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            exclude: ["Peers"]
        ),
        .testTarget(
            name: "ActivationPipelineTests",
            dependencies: [
                "ActivationPipeline", "ActivationDomain", "AMQPClient", "KMSExchange", "TestSupport", "Yams",
            ]
        ),
        .testTarget(
            name: "BoardProjectionTests",
            dependencies: [
                "BoardTestSupport", "BoardProjection", "ActivationPipeline", "ActivationDomain", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "StatusBoardTests",
            dependencies: [
                "BoardTestSupport", "StatusBoard", "BoardFormats", "BoardProjection", "ActivationPipeline",
                "ActivationDomain", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]
        ),
        .testTarget(name: "TelemetryTests", dependencies: ["Telemetry", "TestSupport"]),
        .testTarget(name: "LabSimulatorTests", dependencies: ["LabSimulator", "TestSupport"]),
        .testTarget(
            name: "WorkerSupportTests",
            dependencies: ["WorkerSupport", "ActivationDomain", "AMQPClient", "NetworkDiagnosis", "TestSupport"]
        ),
        .testTarget(name: "InteropTests", dependencies: ["TestSupport"], exclude: ["Peers"]),
        .testTarget(
            name: "IntegrationTests",
            dependencies: ["TestSupport", "AMQPClient", "ActivationPipeline", "ActivationDomain"]
        ),
        .testTarget(name: "ChaosTests", dependencies: ["rollcall-chaos", "TestSupport"]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["TestSupport", "AMQPClient", "ActivationPipeline", "ActivationDomain"],
            exclude: ["Peers"]
        ),
    ]
)

// One set of rules for every target: language mode 6 comes with the tools version; imports stay out of signatures
// unless they say so; existentials are visible; a warning is an error.
for target in package.targets where [.regular, .executable, .test].contains(target.type) {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
}
