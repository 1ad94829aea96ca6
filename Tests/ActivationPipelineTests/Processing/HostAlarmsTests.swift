import ActivationDomain
import ActivationPipeline
import Foundation
import Testing

@Suite("Alarms of a KMS host")
struct HostAlarmsTests {
    private static let count = ErrorCode(hresult: 0xC004_F038)
    private static let mismatch = ErrorCode(hresult: 0xC004_F042)
    private static let noHost = ErrorCode(hresult: 0xC004_F074)

    private func event(
        _ code: ErrorCode,
        inner: ErrorCode? = nil,
        host: String? = "kms-1:1688",
        after seconds: Int = 0
    ) throws -> ActivationEvent {
        var event = try PipelineFixture.event(
            .deferred,
            code: code,
            inner: inner,
            at: PipelineFixture.time.advanced(by: .seconds(seconds))
        )
        event.kmsHost = host
        return event
    }

    @Test("come once for each host and code within the interval, and again after it")
    func once() throws {
        let alarms = HostAlarms(interval: .seconds(600))
        #expect(alarms.notice(for: try event(Self.count)) != nil)
        for seconds in [0, 1, 599] { #expect(alarms.notice(for: try event(Self.count, after: seconds)) == nil) }
        #expect(alarms.notice(for: try event(Self.count, host: "kms-2:1688")) != nil)
        #expect(alarms.notice(for: try event(Self.count, host: nil)) != nil)
        #expect(alarms.notice(for: try event(Self.mismatch)) != nil)
        #expect(alarms.notice(for: try event(Self.count, after: 600)) != nil)
        #expect(alarms.notice(for: try event(Self.count, after: 601)) == nil)
    }

    @Test("go by the cause, not by the code around it")
    func innerCode() throws {
        let alarms = HostAlarms(interval: .seconds(600))
        #expect(alarms.notice(for: try event(Self.noHost, inner: Self.count)) != nil)
        #expect(alarms.notice(for: try event(Self.count)) == nil, "it is the same trouble")
    }

    @Test("are not raised for what concerns one computer, or for no failure at all")
    func others() throws {
        let alarms = HostAlarms(interval: .seconds(600))
        #expect(alarms.notice(for: try event(Self.noHost)) == nil)
        #expect(alarms.notice(for: try event(.authentication)) == nil)
        #expect(alarms.notice(for: try PipelineFixture.event(.activated)) == nil)
    }

    @Test("have one id whichever worker sees the trouble within the interval")
    func content() throws {
        let one = try #require(HostAlarms(interval: .seconds(600)).notice(for: try event(Self.count)))
        let other = try #require(HostAlarms(interval: .seconds(600)).notice(for: try event(Self.count, after: 5)))
        #expect(one.id == other.id)
        #expect(one.kind == .kmsHostAlarm)
        let body = try #require(try JSONSerialization.jsonObject(with: Data(one.encoded())) as? [String: Any])
        let data = try #require(body["data"] as? [String: Any])
        #expect(data["kmsHost"] as? String == "kms-1:1688")
        #expect(data["campaign"] as? String == "2026-autumn")
        #expect((data["error"] as? [String: Any])?["code"] as? String == Self.count.text)
    }
}
