import ActivationDomain
import ActivationPipeline
import Testing

@Suite("Admission of jobs")
struct AdmissionTests {
    private func decide(
        row: String = RegisterFolder.row,
        _ change: (inout Job) -> Void = { _ in }
    ) throws -> Admission.Decision {
        let folder = try RegisterFolder()
        try folder.write(row)
        var job = PipelineFixture.job()
        change(&job)
        return try folder.admission().decide(job, now: PipelineFixture.time)
    }

    private func refusal(_ decision: Admission.Decision) -> ErrorCode? {
        if case .denied(.refused(let code, _)) = decision { code } else { nil }
    }

    @Test("goes by the register's row, and uses its values")
    func admitted() throws {
        guard
            case .run(let computer, let product) = try decide(
                row: "a101-01,127.0.1.1,T-1,main,A101,winrm,windows,5999\n"
            )
        else { return #expect(Bool(false), "the job is ours") }
        #expect(computer.name == "a101-01", "names are compared without case")
        #expect(computer.port == 5999)
        #expect(product.key == "windows")
    }

    @Test("compares names and addresses without case")
    func letterCase() throws {
        let decision = try decide(row: "PC-É,pc.Campus.example,T-1,main,A101,winrm,windows,\n") { job in
            job.computer.name = "pc-é"
            job.computer.address = "PC.campus.EXAMPLE"
        }
        guard case .run = decision else { return #expect(Bool(false), "\(decision)") }
    }

    @Test(
        "refuses what the register says otherwise",
        arguments: [
            "A101-01,127.0.1.2,T-1,main,A101,winrm,windows,\n", "A101-01,127.0.1.1,T-2,main,A101,winrm,windows,\n",
            "A101-01,127.0.1.1,T-1,north,A101,winrm,windows,\n", "A101-01,127.0.1.1,T-1,main,A102,winrm,windows,\n",
            "A101-01,127.0.1.1,T-1,main,A101,ssh,windows,\n", "A101-01,127.0.1.1,,main,A101,winrm,windows,\n",
            "A101-01,127.0.1.1,t-1,main,A101,winrm,windows,\n", "A101-01,127.0.1.1,T-1,Main,A101,winrm,windows,\n",
        ]
    )
    func mismatch(row: String) throws {
        #expect(refusal(try decide(row: row)) == .registerMismatch)
    }

    @Test("refuses an empty asset tag, even where the register's is empty too")
    func emptyTag() throws {
        let row = "A101-01,127.0.1.1,,main,A101,winrm,windows,\n"
        #expect(refusal(try decide(row: row) { $0.computer.assetTag = "" }) == .registerMismatch)
        #expect(refusal(try decide { $0.computer.assetTag = "" }) == .registerMismatch)
    }

    @Test("says which value differs, but not the asset tag")
    func detail() throws {
        guard case .denied(.refused(_, let address)) = try decide({ $0.computer.address = "203.0.113.9" }),
            case .denied(.refused(_, let tag)) = try decide({ $0.computer.assetTag = "T-9" })
        else { return #expect(Bool(false), "both are refused") }
        #expect(address == "the job's address is 203.0.113.9, the register's is 127.0.1.1")
        #expect(!tag.contains("T-1"))
    }

    @Test("refuses a computer that is not in the register", arguments: ["A101-02", "A101-011", "A101", " A101-01"])
    func unknownComputer(name: String) throws {
        #expect(refusal(try decide { $0.computer.name = name }) == .notInRegister)
    }

    @Test("fails what this worker cannot do")
    func unsupported() throws {
        guard case .denied(.failed(.unsupported, let detail)) = try decide({ $0.product = "office-2099" }) else {
            return #expect(Bool(false), "it is not supported")
        }
        #expect(!detail.isEmpty)
    }

    @Test("lets a job expire after its deadline, not at it")
    func deadline() throws {
        #expect(try decide { $0.notAfter = PipelineFixture.time.advanced(by: .microseconds(-1)) } == .denied(.expired))
        guard case .run = try decide({ $0.notAfter = PipelineFixture.time }) else {
            return #expect(Bool(false), "there is still time")
        }
        let foreign = try decide { job in
            job.notAfter = PipelineFixture.time.advanced(by: .seconds(-1))
            job.computer.name = "unknown"
        }
        #expect(foreign == .denied(.expired))
    }

    @Test("parks what a newer register may explain, for a while")
    func stale() throws {
        let folder = try RegisterFolder()
        try folder.write(RegisterFolder.row)
        let admission = try folder.admission(staleLimit: .seconds(60))
        var job = PipelineFixture.job("A101-02")
        let enrolled = PipelineFixture.time.advanced(by: .seconds(10))
        job.enrolledAt = enrolled
        job.registeredAt = PipelineFixture.time.advanced(by: .microseconds(1))
        for seconds in [0, 59] {
            guard
                case .denied(.parked(.registerStale, _)) = admission.decide(
                    job,
                    now: enrolled.advanced(by: .seconds(seconds))
                )
            else { return #expect(Bool(false), "the worker's file is older") }
        }
        #expect(refusal(admission.decide(job, now: enrolled.advanced(by: .seconds(60)))) == .notInRegister)
        job.registeredAt = PipelineFixture.time
        #expect(refusal(admission.decide(job, now: enrolled)) == .notInRegister, "the worker's file is as new")
        job.registeredAt = nil
        #expect(refusal(admission.decide(job, now: enrolled)) == .notInRegister)
        var moved = PipelineFixture.job()
        moved.computer.lab = "A102"
        moved.registeredAt = PipelineFixture.time.advanced(by: .seconds(1))
        guard case .denied(.parked) = admission.decide(moved, now: PipelineFixture.time) else {
            return #expect(Bool(false), "a row that differs may be newer there too")
        }
    }
}
