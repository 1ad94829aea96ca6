import ActivationDomain
import TestSupport
import Testing

@Suite("Bodies of jobs that are spoilt", .timeLimit(.minutes(20)))
struct JobFuzzTests {
    @Test("are jobs, the same again after writing, or rejected in a sentence that fits a header")
    func bodies() async throws {
        var jobs = 0
        let count = try await Fuzz("job", cases: 3000).run { random in
            var body = JobRoundTripTests.job(&random).encoded()
            if Int.random(in: 0..<200, using: &random) == 0 { body = Self.padded(body, &random) }
            return Mutation.spoilJSON(body, &random)
        } text: {
            Fuzz.text($0)
        } check: {
            if try Self.check($0) { jobs += 1 }
        }
        #expect(jobs >= count / 50, "too few of the inputs are jobs to test what becomes of those")
    }

    @Test("are no jobs when they are but random bytes")
    func randomBytes() async throws {
        try await Fuzz("job-bytes", cases: 1000).run { random in
            (0..<Int.random(in: 0..<300, using: &random)).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        } text: {
            Fuzz.text($0)
        } check: {
            try Fuzz.require(try !Self.check($0), "random bytes are a job")
        }
    }

    /// Whether a body is a job; fails when it is neither that nor rightly rejected.
    private static func check(_ body: [UInt8]) throws -> Bool {
        let job: Job
        do {
            job = try Job(body: body)
        } catch {
            let reasons: [JobRejection.Reason] = [.invalidJSON, .invalidField, .tooLarge, .wrongID]
            try Fuzz.require(reasons.contains(error.reason), "it is rejected for \(error.reason)")
            try Fuzz.require(!error.detail.isEmpty, "the rejection has no sentence")
            try Fuzz.require(
                error.detail.utf8.count <= JobRejection.maximumDetailSize,
                "the sentence has \(error.detail.utf8.count) bytes"
            )
            return false
        }
        let id = JobID(
            campaign: job.campaign,
            computerName: job.computer.name,
            product: job.product,
            round: job.round
        )
        try Fuzz.require(job.id == id, "the id does not follow from the rest")
        let encoded = job.encoded()
        // What is written may be a little longer than what was read, such as a time with all its digits.
        guard encoded.count <= Job.maximumBodySize else { return true }
        try Fuzz.require(try Job(body: encoded) == job, "the job is another one after writing and reading")
        return true
    }

    /// The body with so much behind it that it is about as large as a body may be.
    private static func padded(_ body: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        let space = Job.maximumBodySize - body.count + .random(in: -60...60, using: &random)
        return body + [UInt8](repeating: 0x20, count: max(space, 0))
    }
}
