import Foundation
import TestSupport
import Testing

@testable import LabSimulator

@Suite(.timeLimit(.minutes(3))) struct LabFaultTests {
    static let products = LabServerTests.products

    private func lab(_ settings: String) throws -> LabScenario {
        try LabScenario.parse(
            """
            port: 0
            computers:
              - { name: F, address: 127.32.0.1, products: windows, \(settings) }
              - { name: G, address: 127.32.0.2, products: windows }
            """
        )
    }

    private func activate(_ client: inout RawClient) throws -> String {
        let body = try client.exchange(Envelope.enumerate(Self.products)).body
        let id = try #require(Envelope.texts("ID", in: body).first)
        return Envelope.invoke("Activate", on: "SoftwareLicensingProduct", ["ID": id])
    }

    private func status(_ server: LabServer) throws -> [String] {
        var client = try RawClient("127.32.0.1", port: server.port)
        return Envelope.texts("LicenseStatus", in: try client.exchange(Envelope.enumerate(Self.products)).body)
    }

    @Test func refusedHasNoListener() async throws {
        try await LabServer.withRunning(scenario: lab("fault: refused")) { server in
            #expect(throws: RawClient.Failure.connect(ECONNREFUSED)) {
                _ = try RawClient("127.32.0.1", port: server.port)
            }
            var other = try RawClient("127.32.0.2", port: server.port)
            #expect(try other.exchange(Envelope.enumerate(Self.products)).status == 200)
        }
    }

    @Test func refusedForAWhileComesUpLater() async throws {
        let begun = ContinuousClock.now
        try await LabServer.withRunning(scenario: lab("fault: refused, faultSeconds: 0.3")) { server in
            try await eventually("it listens") {
                guard var client = try? RawClient("127.32.0.1", port: server.port) else { return false }
                let reply = try client.exchange(Envelope.enumerate(Self.products))
                #expect(reply.status == 200)
                return true
            }
            // However late this test came to ask.
            #expect(ContinuousClock.now - begun >= .milliseconds(300))
            #expect(server.ledger.count(.connect, computer: "F") == 1)
        }
    }

    @Test func refusedSoManyTimesResetsThem() async throws {
        try await LabServer.withRunning(scenario: lab("fault: refused, faultTimes: 2")) { server in
            for _ in 0..<2 {
                #expect(throws: (any Error).self) {
                    var client = try RawClient("127.32.0.1", port: server.port)
                    _ = try client.exchange(Envelope.enumerate(Self.products))
                }
            }
            let after = try status(server)
            #expect(after == ["2"])
            #expect(server.ledger.entries.map(\.result) == ["refused", "refused", "ok"])
        }
    }

    @Test func silentNeverAnswers() async throws {
        try await LabServer.withRunning(scenario: lab("fault: silent, faultTimes: 1")) { server in
            var client = try RawClient("127.32.0.1", port: server.port, patience: 1)
            #expect(throws: RawClient.Failure.timedOut) { _ = try client.exchange(Envelope.enumerate(Self.products)) }
            #expect(try status(server) == ["2"])
        }
    }

    @Test func unauthorizedRefusesTheRightPassword() async throws {
        try await LabServer.withRunning(scenario: lab("fault: unauthorized")) { server in
            var client = try RawClient("127.32.0.1", port: server.port)
            #expect(try client.exchange(Envelope.enumerate(Self.products)).status == 401)
            #expect(server.refusedLogOns(computer: "F") == 1)
        }
    }

    @Test func serverErrorHasNoSOAP() async throws {
        try await LabServer.withRunning(scenario: lab("fault: serverError")) { server in
            var client = try RawClient("127.32.0.1", port: server.port)
            let reply = try client.exchange(Envelope.enumerate(Self.products))
            #expect(reply.status == 500 && !reply.body.contains("Envelope"))
        }
    }

    @Test func accessDeniedIsCodeFive() async throws {
        try await LabServer.withRunning(scenario: lab("fault: accessDenied")) { server in
            var client = try RawClient("127.32.0.1", port: server.port)
            let reply = try client.exchange(Envelope.enumerate(Self.products))
            #expect(reply.status == 500 && reply.body.contains("Code=\"5\"") && reply.body.contains("w:AccessDenied"))
        }
    }

    @Test func brokenXMLIsCutOff() async throws {
        try await LabServer.withRunning(scenario: lab("fault: brokenXML, faultTimes: 1")) { server in
            var client = try RawClient("127.32.0.1", port: server.port)
            let reply = try client.exchange(Envelope.enumerate(Self.products))
            #expect(reply.status == 200 && reply.body.hasSuffix("<") && !reply.body.contains("</s:Envelope>"))
            #expect(try status(server) == ["2"])
        }
    }

    @Test func slowIsWholeInTheEnd() async throws {
        try await LabServer.withRunning(scenario: lab("fault: slow")) { server in
            let status = try status(server)
            #expect(status == ["2"])
        }
    }

    @Test func droppedIsCarriedOutAllTheSame() async throws {
        try await LabServer.withRunning(scenario: lab("fault: dropped, faultTimes: 1")) { server in
            var client = try RawClient("127.32.0.1", port: server.port)
            let request = try activate(&client)
            let error = try #require(throws: RawClient.Failure.self) { _ = try client.exchange(request) }
            guard case .closed(let received) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(received.hasPrefix("HTTP/1.1 200 OK") && received.contains("<s:Envelope"))
            #expect(try status(server) == ["1"])
        }
    }

    @Test func resetOnActivateIsNotCarriedOut() async throws {
        try await LabServer.withRunning(scenario: lab("fault: resetOnActivate, faultTimes: 1")) { server in
            var client = try RawClient("127.32.0.1", port: server.port)
            let request = try activate(&client)
            #expect(throws: RawClient.Failure.reset) { _ = try client.exchange(request) }
            #expect(try status(server) == ["2"])
            #expect(server.ledger.count(.activate) == 0)
        }
    }

    @Test(arguments: ["fault: timedOut, faultTimes: 1, seconds: 0.05", "seconds: 0.4"])
    func timedOutIsCarriedOutLater(_ settings: String) async throws {
        try await LabServer.withRunning(scenario: lab(settings)) { server in
            var client = try RawClient("127.32.0.1", port: server.port)
            let request = try activate(&client).replacingOccurrences(of: "PT60.000S", with: "PT0.1S")
            let reply = try client.exchange(request)
            #expect(
                reply.status == 500 && reply.body.contains("Code=\"2150858793\"") && reply.body.contains("w:TimedOut")
            )
            let deadline = ContinuousClock.now + .seconds(20)
            while try status(server) != ["1"], ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(try status(server) == ["1"])
            #expect(server.ledger.count(.activate) == 1)
        }
    }

    @Test(arguments: [("A", "Code=\"2150859174\""), ("C", "<p:error_Code xsi:type=\"cim:cimUnsignedInt\">2150859174<")])
    func quotaComesInBothForms(_ shape: String, _ part: String) async throws {
        try await LabServer.withRunning(scenario: lab("fault: quota, faultTimes: 1, faultShape: \(shape)")) { server in
            var client = try RawClient("127.32.0.1", port: server.port)
            let request = try activate(&client)
            let reply = try client.exchange(request)
            #expect(reply.status == 500 && reply.body.contains(part))
            #expect(server.ledger.count(.activate) == 0)
            #expect(try client.exchange(request).status == 200)
            #expect(server.ledger.count(.activate) == 1)
        }
    }

    @Test(arguments: [("A", 500), ("B", 500), ("C", 500), ("D", 200)])
    func failuresComeInEveryShape(_ shape: String, _ status: Int) async throws {
        try await LabServer.withRunning(scenario: lab("activate: 0xC004F038, faultShape: \(shape)")) { server in
            var client = try RawClient("127.32.0.1", port: server.port)
            let reply = try client.exchange(try activate(&client))
            #expect(reply.status == status)
            #expect(reply.body.contains("3221549112") || reply.body.contains("HRESULT 0xc004f038"))
            #expect(server.ledger.entries.last?.result == "0xC004F038")
        }
    }

    @Test func aClientThatHasGoneDoesNotStopTheEffect() async throws {
        try await LabServer.withRunning(scenario: lab("seconds: 0.2")) { server in
            do {
                var client = try RawClient("127.32.0.1", port: server.port)
                client.send(try activate(&client))
            }
            let deadline = ContinuousClock.now + .seconds(20)
            while server.ledger.count(.activate) == 0, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(try status(server) == ["1"])
        }
    }

    @Test func aTakenPortIsOneSentence() async throws {
        try await LabServer.withRunning(scenario: lab("noise: 0")) { server in
            var second = try lab("noise: 0")
            second.port = server.port
            let error = try await #require(throws: LabError.self) {
                try await LabServer.withRunning(scenario: second) { _ in }
            }
            #expect(error.code == .addressInUse && error.message.contains("port \(server.port) on 127.32.0."))
        }
    }
}
