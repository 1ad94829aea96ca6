import ActivationDomain
import Foundation
import TestSupport
import Testing

@Suite("Bodies that are jobs")
struct JobDecodingTests {
    @Test("need no more than the required fields")
    func leastFields() throws {
        let job = try Job(body: JobBody().bytes)
        #expect(job.id.text == "965274c5-3480-5133-baeb-120cec7ca907")
        #expect(job.campaign == "2026-autumn")
        #expect(job.round == 1)
        #expect(job.attempt == 1)
        #expect(job.parks == 0)
        #expect(job.product == "windows")
        #expect(
            job.computer
                == Job.Computer(
                    name: "A101-01",
                    address: "127.0.1.1",
                    assetTag: "3140101-03-000117",
                    site: "main",
                    lab: "A101",
                    channel: .winrm
                )
        )
        #expect(job.enrolledAt.description == "2026-09-01T01:00:00.125000Z")
        #expect(job.registeredAt == nil)
        #expect(job.notAfter == nil)
        #expect(job.labels.isEmpty)
    }

    @Test("carry every optional field")
    func allFields() throws {
        var body = JobBody()
        body.set("attempt", "3")
        body.set("parks", "2")
        body.set("registeredAt", "\"2026-08-31T16:20:41Z\"")
        body.set("notAfter", "\"2026-09-16T00:00:00+08:00\"")
        body.set("labels", #"{"ticket": "IT-1", "requester": "電算中心", "": ""}"#)
        body.set("computer.channel", "\"ssh\"")
        let job = try Job(body: body.bytes)
        #expect(job.attempt == 3)
        #expect(job.parks == 2)
        #expect(job.registeredAt?.description == "2026-08-31T16:20:41.000000Z")
        #expect(job.notAfter?.description == "2026-09-15T16:00:00.000000Z")
        #expect(job.labels == ["ticket": "IT-1", "requester": "電算中心", "": ""])
        #expect(job.computer.channel == .ssh)
    }

    @Test("may have fields that no one knows, which are dropped")
    func unknownFields() throws {
        var body = JobBody()
        let plain = try Job(body: body.bytes)
        body.set("lane", "\"urgent\"")
        body.set("extra", #"{"a": [1, null, {"b": 1e99}], "id": 7}"#)
        body.set("computer.room", "null")
        let job = try Job(body: body.bytes)
        #expect(job == plain)
        #expect(job.encoded() == plain.encoded())
    }

    @Test("name a product that this program may not know")
    func unknownProduct() throws {
        let computer = Job.Computer(name: "a", address: "b", assetTag: "c", site: "d", lab: "e", channel: .winrm)
        let time = Timestamp(microseconds: 0)
        let job = Job(campaign: "c", computer: computer, product: "office-2099", enrolledAt: time)
        #expect(try Job(body: job.encoded()).product == "office-2099")
    }

    @Test(
        "may leave asset tag, site and lab empty: the register then refuses them",
        arguments: ["assetTag", "site", "lab"]
    )
    func emptyTexts(field: String) throws {
        var body = JobBody()
        body.set("computer.\(field)", "\"\"")
        _ = try Job(body: body.bytes)
    }

    @Test("may have 256 KiB and not a byte more")
    func size() throws {
        var body = JobBody()
        body.set("labels", "{\"note\": \"\"}")
        let padding = Job.maximumBodySize - body.bytes.count
        body.set("labels", "{\"note\": \"\(String(repeating: "x", count: padding))\"}")
        #expect(body.bytes.count == 262_144)
        #expect(try Job(body: body.bytes).labels["note"]?.count == padding)
        let rejection = try #require(throws: JobRejection.self) { try Job(body: body.bytes + [0x20]) }
        #expect(rejection.reason == .tooLarge)
        #expect(rejection.detail.contains("262145 bytes"))
    }

    @Test("are the examples of the contract's schema")
    func schemaExamples() throws {
        let text = try RepositoryFile.text("config/contract/job.schema.json")
        let schema = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let examples = try #require(schema["examples"] as? [Any])
        #expect(examples.count >= 2)
        for example in examples {
            _ = try Job(body: Array(try JSONSerialization.data(withJSONObject: example)))
        }
    }
}
