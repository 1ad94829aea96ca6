import ActivationDomain
import Foundation
import TestSupport
import Testing

/// What the tests of events share.
enum EventFixture {
    /// 2026-09-01T08:00:00Z.
    static let time = Timestamp(microseconds: 1_788_249_600_000_000)

    static let job: Job = {
        let computer = Job.Computer(
            name: "A101-01",
            address: "127.0.1.1",
            assetTag: "T-1",
            site: "main",
            lab: "A101",
            channel: .winrm
        )
        return Job(campaign: "2026-autumn", computer: computer, product: "windows", enrolledAt: time)
    }()

    static func event(_ state: ActivationState) -> ActivationEvent {
        ActivationEvent(job: job, state: state, source: "/rollcall/worker/w1", time: time)
    }

    static func catalogue() throws -> ErrorCatalogue {
        try ErrorCatalogue(yaml: RepositoryFile.text("config/errors.yaml"), file: "errors.yaml")
    }

    /// What another program reads out of an object's bytes.
    static func object(_ bytes: [UInt8]) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    /// The `data` of an event.
    static func data(_ event: ActivationEvent) throws -> [String: Any] {
        try #require(try object(event.encoded())["data"] as? [String: Any])
    }
}
