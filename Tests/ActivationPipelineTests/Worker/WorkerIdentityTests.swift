import AMQPClient
import ActivationDomain
import Foundation
import Testing

@testable import ActivationPipeline

@Suite("What a worker says of itself")
struct WorkerIdentityTests {
    private let identity = WorkerIdentity(worker: "w.1", host: "Host.campus", version: "1.2.3")

    @Test("goes out under host and worker, one word each")
    func routingKey() {
        #expect(identity.routingKey == "host-campus.w-1")
        #expect(identity.source == "/rollcall/worker/w.1")
    }

    @Test("is its load and the state of its connections")
    func status() throws {
        let bytes = identity.status(
            slots: 4,
            load: (3, 2),
            consuming: .lost(AMQPError(.connectionLost, "gone")),
            publishing: .connected(AMQPAddress(host: "b", port: 5672))
        )
        let object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(object["worker"] as? String == "w.1")
        #expect(object["host"] as? String == "Host.campus")
        #expect(object["version"] as? String == "1.2.3")
        #expect(object["slots"] as? Int == 4)
        #expect(object["running"] as? Int == 3)
        #expect(object["waiting"] as? Int == 2)
        #expect(object["connections"] as? [String: String] == ["consume": "connecting", "publish": "open"])
        #expect((object["time"] as? String).flatMap(Timestamp.init(rfc3339:)) != nil)
    }

    @Test("names a credential that rests, without its password")
    func credential() throws {
        let credential = Credential(id: "lab-a", username: "CAMPUS\\svc", password: Secret("hunter2"))
        let notice = identity.credentialRests(credential, until: PipelineFixture.time)
        #expect(notice.kind == .workerBlocked)
        let text = String(decoding: notice.encoded(), as: UTF8.self)
        #expect(text.contains("\"lab-a\""))
        #expect(text.contains("2026-09-01T08:00:00.000000Z"))
        #expect(!text.contains("hunter2"))
    }
}
