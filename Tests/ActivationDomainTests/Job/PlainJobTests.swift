import Foundation
import TestSupport
import Testing

@testable import ActivationDomain

@Suite("Jobs read the short way")
struct PlainJobTests {
    private static func json(_ body: [UInt8]) throws -> Job {
        try JSONDecoder().decode(WireJob.self, from: Data(body)).job()
    }

    /// The same job without the signs that JSON writes with a backslash.
    private static func withoutEscapes(_ job: Job) -> Job {
        func plain(_ text: String) -> String {
            let rest = text.filter { $0 != "\"" && $0 != "\\" }
            return rest.isEmpty ? "x" : rest
        }
        var computer = job.computer
        computer.name = plain(computer.name)
        computer.address = plain(computer.address)
        computer.assetTag = plain(computer.assetTag)
        computer.site = plain(computer.site)
        computer.lab = plain(computer.lab)
        var other = Job(
            campaign: plain(job.campaign),
            round: job.round,
            computer: computer,
            product: plain(job.product),
            enrolledAt: job.enrolledAt
        )
        other.attempt = job.attempt
        other.notAfter = job.notAfter
        return other
    }

    @Test("are all those that we write without an escape, and the same as the long way gives")
    func ours() throws {
        var random = SeededGenerator(seed: 21)
        var count = 0
        for _ in 0..<2000 {
            let job = Self.withoutEscapes(JobRoundTripTests.job(&random))
            let body = job.encoded()
            if !body.contains(UInt8(ascii: "\\")) {
                #expect(try #require(WireJob(plain: body)).job() == job)
                count += 1
            }
            #expect(try Self.json(body) == job)
        }
        #expect(count > 100)
    }

    @Test("are read with blanks, with fields in any order and without those that may be missing")
    func theirs() throws {
        var body = JobBody()
        body.set("labels", "{ \"ticket\" :\n\"IT-1\" ,\t\"note\":\"電腦\" }")
        body.set("round", "1")
        let text = " \r\n" + body.text + "\n"
        let job = try #require(WireJob(plain: Array(text.utf8))).job()
        #expect(job == (try Self.json(Array(text.utf8))))
        #expect(job.labels == ["ticket": "IT-1", "note": "電腦"])
    }

    @Test(
        "are none that hold anything out of the ordinary, which is left to the long way",
        arguments: [
            ("campaign", #""2026\u002dautumn""#), ("attempt", "1.0"), ("attempt", "1e0"), ("attempt", "01"),
            ("attempt", "-1"), ("attempt", "1000000000"), ("attempt", "\"1\""), ("round", "null"), ("labels", "[]"),
            ("labels", #"{"a": "b", "a": "c"}"#), ("labels", #"{"a": "b",}"#), ("labels", #"{,}"#),
            ("labels", #"{"a" "b"}"#), ("labels", "{\"a\": \"\t\"}"), ("extra", "1"), ("product", "windows"),
        ]
    )
    func unusual(path: String, json: String) {
        var body = JobBody()
        body.set(path, json)
        #expect(WireJob(plain: body.bytes) == nil)
    }

    @Test("are never read where the long way reads something else or nothing")
    func spoilt() {
        var random = SeededGenerator(seed: 22)
        var count = 0
        for _ in 0..<20_000 {
            let body = JobRoundTripTests.spoilt(JobBody().bytes, &random)
            guard let wire = WireJob(plain: body) else { continue }
            count += 1
            let (plain, json) = (try? wire.job(), try? Self.json(body))
            #expect(plain == json)
        }
        #expect(count > 100, "some must still be read, else this tests nothing")
    }
}
