import ActivationDomain
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import KMSExchange

@Suite("The steps of an exchange by WS-Man", .timeLimit(.minutes(3)))
struct WSManChannelTests {
    /// Runs `body` with a channel to a computer that gives `replies` one after the other.
    private func withChannel<Value>(
        replies: [String],
        body: (WSManChannel, ScriptedResponder) async throws -> Value
    ) async throws -> Value {
        let rest = Mutex(replies[...])
        return try await ScriptedResponder.with(
            answer: { _ in
                guard let reply = rest.withLock({ $0.popFirst() }) else { return .http("", status: "500 Too Much") }
                return .http(reply, status: reply.contains("s:Fault") ? "500 Internal Server Error" : "200 OK")
            }
        ) { responder in
            let channel = try await WSManChannel.open(
                endpoint: ComputerEndpoint(address: "127.0.0.1", port: responder.port, hostName: "pc-1", scheme: .http),
                proof: .basic(
                    WSManCredential(username: "rollcall", password: "secret"),
                    isAllowedInTheClear: true
                ),
                group: MultiThreadedEventLoopGroup.singleton
            )
            return try await body(channel, responder)
        }
    }

    private func actions(_ responder: ScriptedResponder) throws -> [String] {
        try responder.requests.map { request in
            let envelope = try SOAPDocument.parse(ByteBuffer(string: request.body))
            return envelope.firstDescendant("Action")?.value.split(separator: "/").last.map(String.init) ?? ""
        }
    }

    private static func event(_ number: Int) -> String {
        Envelopes.fragment(
            "<InsertionStrings>0xC004F06C</InsertionStrings><InsertionStrings>0x00000000</InsertionStrings>"
                + "<InsertionStrings>kms:1688</InsertionStrings><RecordNumber>\(number)</RecordNumber>"
                + "<SourceName>Microsoft-Windows-Security-SPP</SourceName>"
        )
    }

    @Test("The path to success takes four requests")
    func success() async throws {
        let product = Envelopes.licence(id: "a", status: 1).replacing(
            "w:XmlFragment",
            with: "p:SoftwareLicensingProduct"
        )
        let replies = [
            Envelopes.enumerated(Envelopes.licence(id: "a")), Envelopes.enumerated(Self.event(3)),
            Envelopes.envelope("<p:Activate_OUTPUT><p:ReturnValue>0</p:ReturnValue></p:Activate_OUTPUT>"),
            Envelopes.envelope(product),
        ]
        try await withChannel(replies: replies) { channel, responder async throws in
            let licences = try await channel.licences(in: .spp)
            #expect(licences.map(\.id) == ["a"])
            #expect(licences.first?.name == "Windows & more")
            #expect(licences.first?.kmsHost == "kms.campus.example")
            #expect(licences.first?.discoveredKMSHost == nil)
            #expect(try await channel.newestActivationEvent()?.recordNumber == 3)
            try await channel.activate(id: "a", in: .spp)
            #expect(try await channel.licence(id: "a", in: .spp).status == .licensed)
            #expect(try actions(responder) == ["Enumerate", "Enumerate", "Activate", "Get"])
            #expect(responder.connectionCount == 1)
        }
    }

    @Test("Pages are pulled to the end, each by the newest context")
    func pages() async throws {
        let replies = [
            Envelopes.enumerated(Envelopes.licence(id: "1"), context: "uuid:A", ended: false),
            Envelopes.pulled(Envelopes.licence(id: "2"), context: "uuid:B", ended: false),
            Envelopes.pulled("", ended: false),
            Envelopes.pulled(Envelopes.licence(id: "3"), context: "uuid:C", ended: true),
        ]
        try await withChannel(replies: replies) { channel, responder async throws in
            #expect(try await channel.licences(in: .spp).map(\.id) == ["1", "2", "3"])
            let contexts = try responder.requests.dropFirst().map {
                try SOAPDocument.parse(ByteBuffer(string: $0.body)).firstDescendant("EnumerationContext")?.value
            }
            #expect(contexts == ["uuid:A", "uuid:B", "uuid:B"])
        }
    }

    private func maximumElements(_ responder: ScriptedResponder) throws -> [String?] {
        try responder.requests.map {
            try SOAPDocument.parse(ByteBuffer(string: $0.body)).firstDescendant("MaxElements")?.value
        }
    }

    private static let tooLarge = Envelopes.fault(
        Envelopes.wsmanFault(code: "2150858889"),
        reason: "Too large.",
        subcode: "w:EncodingLimit"
    )

    @Test("A page that fits into no envelope is asked for anew with fewer items, down to one")
    func tooLarge() async throws {
        let replies =
            [
                Self.tooLarge, Envelopes.enumerated(Envelopes.licence(id: "1"), context: "uuid:A", ended: false),
                Self.tooLarge, Envelopes.envelope(""),
                Envelopes.enumerated(Envelopes.licence(id: "1"), context: "uuid:B", ended: false),
                Envelopes.pulled(Envelopes.licence(id: "2")),
            ] + Array(repeating: Self.tooLarge, count: 11)
        try await withChannel(replies: replies) { channel, responder async throws in
            #expect(try await channel.licences(in: .spp).map(\.id) == ["1", "2"])
            #expect(try maximumElements(responder) == ["32000", "32", "32", nil, "16", "16"])
            #expect(try actions(responder) == ["Enumerate", "Enumerate", "Pull", "Release", "Enumerate", "Pull"])
            let last = KMSExchange.ChannelError.tooLarge(0x8033_8089, detail: "Too large.")
            await #expect(throws: last) { _ = try await channel.licences(in: .spp) }
            #expect(try maximumElements(responder).dropFirst(6) == ["32000", "32", "16", "8", "4", "2", "1"])
            await #expect(throws: last) { _ = try await channel.newestActivationEvent() }
            #expect(try maximumElements(responder).dropFirst(13) == ["8", "4", "2", "1"])
        }
    }

    @Test("A query without an end is given up and released")
    func endless() async throws {
        let page = Envelopes.pulled(Envelopes.licence(id: "1"), context: "uuid:A", ended: false)
        let first = Envelopes.enumerated("", context: "uuid:A", ended: false)
        let replies = [first] + Array(repeating: page, count: 200)
        try await withChannel(replies: replies) { channel, responder async throws in
            await #expect(throws: KMSExchange.ChannelError.self) { _ = try await channel.licences(in: .spp) }
            #expect(try actions(responder).last == "Release")
            #expect(responder.requests.count == 101)
        }
    }

    @Test("A computer without OSPP has no licences there; another fault stays one")
    func withoutOSPP() async throws {
        let invalidClass = Envelopes.fault(Envelopes.wsmanFault(code: "2150858755", providerCode: "2147749904"))
        let notFound = Envelopes.fault(Envelopes.wsmanFault(code: "2150858752"))
        try await withChannel(replies: [invalidClass, notFound, notFound]) { channel, _ async throws in
            #expect(try await channel.licences(in: .ospp).isEmpty)
            #expect(try await channel.licences(in: .ospp).isEmpty)
            await #expect(throws: KMSExchange.ChannelError.hresult(0x8033_8000, detail: "It failed.")) {
                _ = try await channel.licences(in: .spp)
            }
        }
    }

    @Test("Of the first page the event with the highest number counts, and the rest is released")
    func newestEvent() async throws {
        let items = Self.event(7) + Self.event(9) + Self.event(8)
        let replies = [Envelopes.enumerated(items, context: "uuid:A", ended: false), Envelopes.envelope("")]
        try await withChannel(replies: replies) { channel, responder async throws in
            let event = try await channel.newestActivationEvent()
            #expect(event == ActivationEventRecord(recordNumber: 9, result: 0xC004_F06C, kmsHost: "kms:1688"))
            #expect(try actions(responder) == ["Enumerate", "Release"])
        }
    }

    @Test("No event; and an event that comes only with the first Pull")
    func firstPull() async throws {
        let replies = [
            Envelopes.enumerated(""), Envelopes.enumerated("", context: "uuid:A", ended: false),
            Envelopes.pulled(Self.event(5)),
        ]
        try await withChannel(replies: replies) { channel, _ async throws in
            let none = try await channel.newestActivationEvent()
            #expect(none == nil)
            let pulled = try await channel.newestActivationEvent()
            #expect(pulled?.recordNumber == 5)
        }
    }

    @Test("A failed activation gives its HRESULT, one that timed out on the computer is told apart")
    func failedActivation() async throws {
        let replies = [
            Envelopes.fault(Envelopes.wsmanFault(code: "2150858755", providerCode: "3221549172")),
            Envelopes.fault(Envelopes.wsmanFault(code: "2150858793")),
        ]
        try await withChannel(replies: replies) { channel, _ async throws in
            await #expect(throws: KMSExchange.ChannelError.hresult(0xC004_F074, detail: "It failed.")) {
                try await channel.activate(id: "a", in: .spp)
            }
            await #expect(throws: KMSExchange.ChannelError.operationTimeout) {
                try await channel.activate(id: "a", in: .spp)
            }
        }
    }

    @Test("Host and port are set together on the service that was read")
    func kmsHost() async throws {
        func output(_ method: String) -> String {
            Envelopes.envelope("<p:\(method)_OUTPUT><p:ReturnValue>0</p:ReturnValue></p:\(method)_OUTPUT>")
        }
        let service =
            "<KeyManagementServiceMachine xsi:nil=\"true\"/><KeyManagementServicePort>0</KeyManagementServicePort>"
            + "<Version>10.0.19041.3031</Version>"
        let replies = [
            Envelopes.enumerated(Envelopes.fragment(service)), output("SetKeyManagementServiceMachine"),
            output("SetKeyManagementServicePort"), output("RefreshLicenseStatus"),
        ]
        try await withChannel(replies: replies) { channel, responder async throws in
            let record = try await channel.service(.spp)
            #expect(
                record == LicensingServiceRecord(engine: .spp, version: "10.0.19041.3031", kmsHost: nil, kmsPort: nil)
            )
            try await channel.setKMSHost("kms.campus.example", port: 1688, on: .service(record))
            try await channel.refresh(record)
            #expect(
                try actions(responder)
                    == [
                        "Enumerate", "SetKeyManagementServiceMachine", "SetKeyManagementServicePort",
                        "RefreshLicenseStatus",
                    ]
            )
            let bodies = responder.requests.map(\.body)
            #expect(bodies[1].contains("<x:MachineName>kms.campus.example</x:MachineName>"))
            #expect(bodies[2].contains("<x:PortNumber>1688</x:PortNumber>"))
            #expect(bodies[3].contains("<w:Selector Name=\"Version\">10.0.19041.3031</w:Selector>"))
        }
    }

    @Test("The clock, also where the zone has no name")
    func clock() async throws {
        let system = Envelopes.fragment(
            "<CurrentTimeZone>480</CurrentTimeZone><LocalDateTime><Datetime>2026-09-01T08:00:00+08:00</Datetime></LocalDateTime>"
        )
        let zone = Envelopes.fragment("<StandardName>Taipei Standard Time</StandardName>")
        let replies = [
            Envelopes.enumerated(system), Envelopes.enumerated(zone), Envelopes.enumerated(system),
            Envelopes.fault(Envelopes.wsmanFault(code: "5")),
        ]
        try await withChannel(replies: replies) { channel, _ async throws in
            let before = Timestamp.now
            let clock = try await channel.clock()
            #expect(clock.time.description == "2026-09-01T00:00:00.000000Z")
            #expect(clock.zoneOffsetMinutes == 480)
            #expect(clock.zoneName == "Taipei Standard Time")
            #expect((before...Timestamp.now).contains(clock.readAt))
            #expect(try await channel.clock().zoneName == nil)
        }
    }
}
