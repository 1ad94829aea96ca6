import ActivationDomain
import ActivationPipeline
import Testing

@Suite("What is enrolled of a register")
struct EnrolmentSelectionTests {
    private static func row(_ name: String, _ site: String, _ lab: String, _ products: [String]) -> RegisteredComputer {
        RegisteredComputer(
            name: name,
            address: "127.0.1.1",
            assetTag: "T-\(name)",
            site: site,
            lab: lab,
            channel: "winrm",
            products: products,
            port: nil,
            line: 2
        )
    }

    private let register = AssetRegister(computers: [
        row("PC-1", "Main", "A101", ["windows", "office-2021"]), row("PC-2", "Main", "A102", ["windows"]),
        row("PC-3", "North", "A101", ["office-2021"]), row("電腦-4", "North", "資訊", ["windows"]),
    ])

    private func select(_ change: (inout EnrolmentSelection) -> Void) -> (names: [String], leftOut: Int) {
        var selection = EnrolmentSelection(campaign: "c")
        change(&selection)
        let (jobs, leftOut) = selection.jobs(from: register, registeredAt: nil, now: PipelineFixture.time)
        return (jobs.map { "\($0.computer.name) \($0.product)" }, leftOut)
    }

    @Test("is everything unless something is named, one job for each product, in the register's order")
    func all() {
        let everything = ["PC-1 windows", "PC-1 office-2021", "PC-2 windows", "PC-3 office-2021", "電腦-4 windows"]
        #expect(select { _ in } == (everything, 0))
    }

    @Test("is what passes every filter, in any case")
    func filters() {
        #expect(select { $0.named.sites = ["MAIN"] } == (["PC-1 windows", "PC-1 office-2021", "PC-2 windows"], 2))
        #expect(select { $0.named.labs = ["a101"] }.names == ["PC-1 windows", "PC-1 office-2021", "PC-3 office-2021"])
        #expect(select { $0.named.labs = ["A102", "資訊"] }.names == ["PC-2 windows", "電腦-4 windows"])
        #expect(select { $0.named.computers = ["pc-3", "PC-1"] }.leftOut == 2)
        #expect(select { $0.named.products = ["Office-2021"] } == (["PC-1 office-2021", "PC-3 office-2021"], 3))
        let several = select { selection in
            selection.named.sites = ["north"]
            selection.named.labs = ["a101"]
            selection.named.products = ["windows"]
        }
        #expect(several == ([], 5))
    }

    @Test("carries what the campaign says, and what the register says of the computer")
    func content() throws {
        var selection = EnrolmentSelection(campaign: "2026-autumn")
        selection.round = 3
        selection.notAfter = PipelineFixture.time.advanced(by: .seconds(60))
        selection.labels = ["ticket": "IT-1"]
        selection.named.computers = ["PC-1"]
        selection.named.products = ["windows"]
        let registeredAt = PipelineFixture.time.advanced(by: .seconds(-60))
        let job = try #require(
            selection.jobs(from: register, registeredAt: registeredAt, now: PipelineFixture.time).jobs.first
        )
        #expect(job.id == JobID(campaign: "2026-autumn", computerName: "PC-1", product: "windows", round: 3))
        #expect(job.computer.assetTag == "T-PC-1")
        #expect(job.computer.site == "Main")
        #expect(job.round == 3)
        #expect(job.attempt == 1)
        #expect(job.parks == 0)
        #expect(job.enrolledAt == PipelineFixture.time)
        #expect(job.registeredAt == registeredAt)
        #expect(job.notAfter == selection.notAfter)
        #expect(job.labels == ["ticket": "IT-1"])
        #expect(try Job(body: job.encoded()) == job)
    }

    @Test("gives the same ids when enrolled twice")
    func twice() {
        let selection = EnrolmentSelection(campaign: "c")
        let first = selection.jobs(from: register, registeredAt: nil, now: PipelineFixture.time).jobs
        let later = PipelineFixture.time.advanced(by: .seconds(1))
        let second = selection.jobs(from: register, registeredAt: later, now: later).jobs
        #expect(first.map(\.id) == second.map(\.id))
        #expect(Set(first.map(\.id)).count == first.count)
    }
}
