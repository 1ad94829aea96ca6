import Foundation
import TestSupport
import Testing

@testable import LabSimulator

@Suite(.timeLimit(.minutes(3))) struct LabServerTests {
    static let products =
        "select ID,Name,LicenseStatus from SoftwareLicensingProduct where PartialProductKey is not null"

    private func lab(_ settings: String, count: Int = 1) throws -> LabScenario {
        try LabScenario.parse(
            "port: 0\ncomputers: [{ name: 'T{1...\(count)}', address: 127.31.0.1+, \(settings) }]"
        )
    }

    private func id(_ client: inout RawClient, _ query: String = LabServerTests.products) throws -> [String: String] {
        let reply = try client.exchange(Envelope.enumerate(query))
        return ["ID": try #require(Envelope.texts("ID", in: reply.body).first)]
    }

    @Test func identifiesItselfWithAndWithoutALogOn() async throws {
        try await LabServer.withRunning(scenario: lab("windowsVersion: 10.0.20348")) { server in
            var client = try RawClient("127.31.0.1", port: server.port)
            let hidden = try client.exchange(Envelope.identify, headers: "WSMANIDENTIFY: unauthenticated\r\n")
            #expect(hidden.status == 200 && hidden.body.contains("OS: 0.0.0 SP: 0.0 Stack: 3.0"))
            let open = try client.exchange(Envelope.identify)
            #expect(open.body.contains("OS: 10.0.20348 SP: 0.0") && open.body.contains("SecurityProfileName"))
            #expect(server.ledger.count(.connect) == 1)
        }
    }

    @Test func refusesWrongLogOnsAndCountsThem() async throws {
        try await LabServer.withRunning(scenario: lab("products: windows", count: 2)) { server in
            var client = try RawClient("127.31.0.2", port: server.port)
            #expect(try client.exchange(Envelope.enumerate(Self.products), headers: "").status == 401)
            #expect(server.refusedLogOns(computer: "t2") == 0)
            let wrong = "Authorization: Basic " + Data("rollcall:no".utf8).base64EncodedString() + "\r\n"
            let reply = try client.exchange(Envelope.enumerate(Self.products), headers: wrong)
            #expect(reply.status == 401 && reply.headers["www-authenticate"] == "Basic realm=\"WSMAN\"")
            #expect(server.refusedLogOns(computer: "T2") == 1 && server.refusedLogOns(computer: "T1") == 0)
            #expect(server.ledger.count(.logonRefused, computer: "T2") == 1)
            let upper = "authorization: basic " + Data("ROLLCALL:lab-only".utf8).base64EncodedString() + "\r\n"
            #expect(try client.exchange(Envelope.enumerate(Self.products), headers: upper).status == 200)
        }
    }

    @Test func repliesHaveADateByTheComputersClock() async throws {
        #expect(Timestamp.http(784_111_777.9) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(Timestamp.http(-1) == "Wed, 31 Dec 1969 23:59:59 GMT")
        try await LabServer.withRunning(scenario: lab("clockOffset: -3650d")) { server in
            var client = try RawClient("127.31.0.1", port: server.port)
            let date = try client.exchange(Envelope.identify, headers: "").headers["date"] ?? ""
            let offset = -3_650.0 * 86_400
            #expect(date.hasSuffix(" GMT") && date.contains(Timestamp.iso8601(Timestamp.now() + offset).prefix(4)))
        }
    }

    @Test func pagesHaveANewContextEachTime() async throws {
        try await LabServer.withRunning(scenario: lab("products: [windows, office-2016, office-2019], pageSize: 1")) {
            server in
            var client = try RawClient("127.31.0.1", port: server.port)
            var reply = try client.exchange(Envelope.enumerate(Self.products))
            var names = Envelope.texts("Name", in: reply.body)
            #expect(names.count == 1)
            var contexts: Set<String> = []
            while !reply.body.contains("EndOfSequence") {
                let context = try #require(Envelope.texts("EnumerationContext", in: reply.body).first)
                #expect(context.hasPrefix("uuid:") && contexts.insert(context).inserted)
                reply = try client.exchange(Envelope.pull(context))
                names += Envelope.texts("Name", in: reply.body)
            }
            #expect(names.count == 3 && contexts.count == 2)
            let stale = try client.exchange(Envelope.pull(try #require(contexts.first)))
            #expect(stale.status == 500 && stale.body.contains("n:InvalidEnumerationContext"))
        }
    }

    @Test func aCompleteEnumerationHasAnEmptyContext() async throws {
        try await LabServer.withRunning(scenario: lab("products: windows")) { server in
            var client = try RawClient("127.31.0.1", port: server.port)
            let reply = try client.exchange(
                Envelope.enumerate("select Name from SoftwareLicensingProduct where Name = 'none'")
            )
            #expect(
                reply.body.contains(
                    "<n:EnumerationContext></n:EnumerationContext><w:Items></w:Items><w:EndOfSequence/>"
                )
            )
            // Without MaxElements a page is one item; without OptimizeEnumeration the first has none.
            let one = try client.exchange(
                Envelope.enumerate("select Name from SoftwareLicensingProduct", maxElements: nil)
            )
            #expect(Envelope.texts("Name", in: one.body).count == 1)
            let bare = try client.exchange(
                Envelope.enumerate("select Name from SoftwareLicensingProduct", optimized: false)
            )
            #expect(!bare.body.contains("Items"))
            let context = try #require(Envelope.texts("EnumerationContext", in: bare.body).first)
            #expect(try client.exchange(Envelope.release(context)).body.contains("ReleaseResponse"))
            #expect(try client.exchange(Envelope.pull(context)).status == 500)
            // The envelope's size bounds a page too.
            let small = try client.exchange(
                Envelope.enumerate("select * from SoftwareLicensingProduct", envelopeSize: 6_000)
            )
            #expect(small.body.utf8.count < 6_000 && !small.body.contains("EndOfSequence"))
        }
    }

    @Test func activatesAndKeepsTheLedger() async throws {
        let scenario = try lab("products: [windows, office-2016], activate: [0xC004F074, ok], faultShape: A")
        try await LabServer.withRunning(scenario: scenario) { server in
            var client = try RawClient("127.31.0.1", port: server.port)
            let version = try #require(
                Envelope.texts(
                    "Version",
                    in: client.exchange(Envelope.enumerate("select Version from SoftwareLicensingService")).body
                )
                .first
            )
            let service = "SoftwareLicensingService"
            let set = Envelope.invoke(
                "SetKeyManagementServiceMachine",
                on: service,
                ["Version": version],
                parameters: "<x:MachineName>kms.here</x:MachineName>"
            )
            #expect(try client.exchange(set).status == 200)
            let product = try id(&client)
            let activate = Envelope.invoke("Activate", on: "SoftwareLicensingProduct", product)
            let failed = try client.exchange(activate)
            #expect(failed.status == 500 && failed.body.contains("Code=\"3221549172\""))
            #expect(try client.exchange(activate).body.contains("<p:ReturnValue>0</p:ReturnValue>"))
            let refresh = Envelope.invoke("RefreshLicenseStatus", on: service, ["Version": version])
            #expect(try client.exchange(refresh).status == 200)
            let state = try client.exchange(Envelope.get("SoftwareLicensingProduct", product)).body
            #expect(Envelope.texts("LicenseStatus", in: state) == ["1"])
            #expect(Envelope.texts("GracePeriodRemaining", in: state) == ["259200"])
            #expect(Envelope.texts("DiscoveredKeyManagementServiceMachineName", in: state) == ["kms.here"])
            let entries = server.ledger.entries
            #expect(entries.map(\.action) == [.connect, .setKMS, .activate, .activate, .refresh])
            #expect(entries.map(\.result) == ["ok", "kms.here", "0xC004F074", "ok", "ok"])
            #expect(entries.map(\.product) == [nil, nil, "windows", "windows", nil])
        }
    }

    @Test(arguments: [
        (Envelope.get("SoftwareLicensingService"), "2150859002"),
        (Envelope.get("SoftwareLicensingProduct", ["ID": "nope"]), "2150858752"),
        (Envelope.get("SoftwareLicensingProduct", ["Nope": "1"]), "2150858843"),
        (Envelope.get("Win32_Nothing"), "2150858752"),
        (Envelope.get("OfficeSoftwareProtectionService", ["Version": "1"]), "2150858752"),
        (Envelope.enumerate("select Nope from SoftwareLicensingProduct"), "2150859042"),
        (Envelope.enumerate("drop table"), "2150859042"),
        (Envelope.enumerate("select * from OfficeSoftwareProtectionProduct"), "2150858752"),
        (Envelope.request("*", action: Envelope.enumeration + "/Enumerate", body: "<n:Enumerate/>"), "2150858831"),
        (Envelope.request("http://example.org/x", action: "y"), "2150858811"),
        (Envelope.request("Win32_TimeZone", action: "http://example.org/x"), "2150858753"),
        (Envelope.identify.replacingOccurrences(of: "Identify", with: "Other"), "2150858769"),
        ("<no xml", "2150858817"),
    ])
    func answersMistakesWithWindowsFaults(_ request: String, _ code: String) async throws {
        try await LabServer.withRunning(scenario: lab("products: windows")) { server in
            var client = try RawClient("127.31.0.1", port: server.port)
            let reply = try client.exchange(request)
            #expect(
                reply.status == 500 && reply.body.contains("<f:WSManFault") && reply.body.contains("Code=\"\(code)\"")
            )
            // The connection and the computer live on.
            #expect(try client.exchange(Envelope.enumerate(Self.products)).status == 200)
        }
    }

    @Test func answersOnlyWSMan() async throws {
        try await LabServer.withRunning(scenario: lab("products: windows")) { server in
            var client = try RawClient("127.31.0.1", port: server.port)
            client.send("", method: "GET")
            #expect(try client.receive().status == 405)
            client.send("x", path: "/other")
            #expect(try client.receive().status == 404)
            client.send(String(repeating: "x", count: 600_000))
            #expect(try client.receive().status == 413)
        }
    }

    @Test func ledgerFileHasALineForEachEffect() async throws {
        let path = try TestFolder.make("ledger").appending(path: "lab.jsonl").path
        try await LabServer.withRunning(scenario: lab("products: windows"), ledger: Ledger(path: path)) { server in
            var client = try RawClient("127.31.0.1", port: server.port)
            let activate = Envelope.invoke("Activate", on: "SoftwareLicensingProduct", try id(&client))
            #expect(try client.exchange(activate).status == 200)
            // The line is there when the reply is.
            let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            #expect(lines.count == 2)
            let line = try #require(lines.last)
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(object["computer"] as? String == "T1" && object["address"] as? String == "127.31.0.1")
            #expect(object["action"] as? String == "activate" && object["product"] as? String == "windows")
            #expect(object["result"] as? String == "ok")
        }
    }

    @Test func twoThousandConnectionsWaitAtOnce() async throws {
        let count = 2_000
        try await LabServer.withRunning(scenario: lab("products: windows, seconds: 0.5", count: count)) { server in
            var clients: [Box] = []
            for index in 0..<count {
                clients.append(
                    Box(try RawClient("127.31.\((index + 1) / 256).\((index + 1) % 256)", port: server.port))
                )
            }
            for box in clients { box.client.send(Envelope.enumerate(Self.products)) }
            for box in clients {
                let reply = try box.client.receive()
                let identifier = try #require(Envelope.texts("ID", in: reply.body).first)
                box.client.send(Envelope.invoke("Activate", on: "SoftwareLicensingProduct", ["ID": identifier]))
            }
            for box in clients { #expect(try box.client.receive().status == 200) }
            #expect(server.ledger.count(.activate) == count)
            #expect(Set(server.ledger.entries.filter { $0.action == .activate }.map(\.computer)).count == count)
        }
    }

    /// Arrays hold no noncopyable values.
    private final class Box {
        var client: RawClient
        init(_ client: consuming RawClient) { self.client = client }
    }
}
