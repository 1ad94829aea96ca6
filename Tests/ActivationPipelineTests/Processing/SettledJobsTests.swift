import ActivationDomain
import Testing

@testable import ActivationPipeline

@Suite("Second copies of a job")
struct SettledJobsTests {
    private let start = ContinuousClock.now

    @Test("An attempt is known for a while, another one is not")
    func lifetime() {
        let settled = SettledJobs(capacity: 10, lifetime: .seconds(60))
        var job = PipelineFixture.job()
        settled.insert(SettledJobs.Key(job), at: start)
        #expect(settled.contains(SettledJobs.Key(job), at: start + .seconds(59)))
        #expect(!settled.contains(SettledJobs.Key(job), at: start + .seconds(60)))
        job.parks = 1
        #expect(!settled.contains(SettledJobs.Key(job), at: start))
        job.parks = 0
        job.attempt = 2
        #expect(!settled.contains(SettledJobs.Key(job), at: start))
    }

    @Test("No more are remembered than there is room for")
    func capacity() {
        let settled = SettledJobs(capacity: 10, lifetime: .seconds(60))
        var job = PipelineFixture.job()
        for attempt in 1...25 {
            job.attempt = attempt
            settled.insert(SettledJobs.Key(job), at: start)
            settled.insert(SettledJobs.Key(job), at: start)
        }
        let known = (1...25).filter { attempt in
            job.attempt = attempt
            return settled.contains(SettledJobs.Key(job), at: start)
        }
        #expect(known == Array(16...25))
    }
}
