import ActivationDomain
import TestSupport
import Testing

@Suite("Jobs in both directions")
struct JobRoundTripTests {
    @Test("are the same after writing and reading")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            let job = Self.job(&random)
            #expect(try Job(body: job.encoded()) == job)
        }
    }

    @Test("leave out what is at its default")
    func defaults() {
        let computer = Job.Computer(name: "a", address: "b", assetTag: "c", site: "d", lab: "e", channel: .ssh)
        let job = Job(campaign: "c", computer: computer, product: "windows", enrolledAt: Timestamp(microseconds: 0))
        #expect(
            String(decoding: job.encoded(), as: UTF8.self)
                == #"{"id":"\#(job.id)","campaign":"c","computer":{"name":"a","address":"b","assetTag":"c","site":"d","#
                + #""lab":"e","channel":"ssh"},"product":"windows","attempt":1,"enrolledAt":"1970-01-01T00:00:00.000000Z"}"#
        )
    }

    @Test("never trap on random bytes, which are no jobs")
    func randomBytes() {
        var random = SeededGenerator(seed: 12)
        for _ in 0..<3000 {
            let count = Int.random(in: 0..<300, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(throws: JobRejection.self) { try Job(body: bytes) }
        }
    }

    @Test("are either jobs or rejected, however a valid body is spoilt")
    func mutations() throws {
        var random = SeededGenerator(seed: 13)
        var jobs = 0
        for _ in 0..<6000 {
            let original = Self.job(&random)
            let bytes = Self.spoilt(original.encoded(), &random)
            let job: Job
            do {
                job = try Job(body: bytes)
            } catch {
                #expect(!error.detail.isEmpty)
                continue
            }
            jobs += 1
            #expect(
                job.id
                    == JobID(
                        campaign: job.campaign,
                        computerName: job.computer.name,
                        product: job.product,
                        round: job.round
                    )
            )
            #expect(try Job(body: job.encoded()) == job)
        }
        #expect(jobs > 100, "the mutations must leave some jobs valid, else they test nothing")
    }

    static func job(_ random: inout SeededGenerator) -> Job {
        func time() -> Timestamp {
            Timestamp(microseconds: .random(in: -62_167_219_200_000_000...253_402_300_799_999_999, using: &random))
        }
        var job = Job(
            campaign: text(&random),
            round: .random(in: 1...1_000_000, using: &random),
            computer: Job.Computer(
                name: text(&random),
                address: text(&random),
                assetTag: text(&random),
                site: text(&random),
                lab: text(&random),
                channel: Bool.random(using: &random) ? .winrm : .ssh
            ),
            product: text(&random),
            enrolledAt: time(),
            registeredAt: Bool.random(using: &random) ? time() : nil,
            notAfter: Bool.random(using: &random) ? time() : nil,
            labels: Bool.random(using: &random) ? [text(&random): text(&random), "": "\u{0}\n\"\\"] : [:]
        )
        job.attempt = .random(in: 1...1_000_000, using: &random)
        job.parks = .random(in: 0...1_000_000, using: &random)
        return job
    }

    private static func text(_ random: inout SeededGenerator) -> String {
        let alphabet: [Character] = [
            "a", "Z", "0", "-", ".", "\"", "\\", "/", "é", "電", "👩‍🏫", "\u{2028}", "\u{FEFF}", " ",
        ]
        return String(
            (0..<Int.random(in: 1...12, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "a" }
        )
    }

    static func spoilt(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        let pieces = ["\"", "{", "}", "[", "]", ",", ":", "null", "-1", "1e400", "\\u0000", "\\", "\u{FEFF}", " "]
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeSubrange(place..<min(place + Int.random(in: 1...40, using: &random), bytes.count))
            case 2: bytes.insert(contentsOf: (pieces.randomElement(using: &random) ?? "").utf8, at: place)
            default: bytes.insert(contentsOf: bytes[place...].prefix(30), at: place)
            }
        }
        return bytes
    }
}
