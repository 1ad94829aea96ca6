import ActivationDomain
import Foundation
import Testing

@testable import ActivationPipeline

@Suite("A worker's register")
struct RegisterStoreTests {
    private static let newRow = "A101-02,127.0.1.2,T-2,main,A101,winrm,windows,\n"
    private static let later = PipelineFixture.time.advanced(by: .seconds(60))

    @Test("is read again before a job is refused for it")
    func reloaded() throws {
        let folder = try RegisterFolder()
        try folder.write(RegisterFolder.row)
        let admission = try folder.admission()
        var job = PipelineFixture.job("A101-02")
        job.computer.address = "127.0.1.2"
        job.computer.assetTag = "T-2"
        guard case .denied(.refused) = admission.decide(job, now: PipelineFixture.time) else {
            return #expect(Bool(false), "it is not in there yet")
        }
        try folder.write(RegisterFolder.row + Self.newRow, changed: Self.later)
        guard case .run(let computer, _) = admission.decide(job, now: PipelineFixture.time) else {
            return #expect(Bool(false), "the file has changed")
        }
        #expect(computer.assetTag == "T-2")
        #expect(folder.told.isEmpty)
    }

    @Test("tells when its file was changed")
    func modificationTime() throws {
        let folder = try RegisterFolder()
        try folder.write(RegisterFolder.row)
        let store = try folder.store()
        #expect(store.freshComputer(named: "a101-01").modifiedAt == PipelineFixture.time)
        try folder.write(RegisterFolder.row, changed: Self.later)
        #expect(store.freshComputer(named: "a101-01").modifiedAt == Self.later)
    }

    @Test("stays as it was when the changed file has a wrong row, which is told once")
    func wrongRow() throws {
        let folder = try RegisterFolder()
        try folder.write(RegisterFolder.row)
        let store = try folder.store()
        try folder.write(
            RegisterFolder.row + Self.newRow + "A101-03,,T-3,main,A101,winrm,windows,\n",
            changed: Self.later
        )
        for _ in 0..<3 {
            #expect(store.freshComputer(named: "A101-01").computer != nil)
            #expect(store.freshComputer(named: "A101-02").computer == nil)
        }
        #expect(folder.told.count == 1)
        #expect(folder.told.first?.contains("register.csv:4: address is empty") == true)
        try folder.write(RegisterFolder.row + Self.newRow, changed: Self.later.advanced(by: .seconds(1)))
        #expect(store.freshComputer(named: "A101-02").computer != nil)
        #expect(folder.told.count == 1)
    }

    @Test("is as old as what is in use, not as a file that could not be taken")
    func ageAfterWrongRow() throws {
        let folder = try RegisterFolder()
        try folder.write(RegisterFolder.row)
        let admission = try folder.admission()
        try folder.write(RegisterFolder.row + "A101-02,127.0.1.2", changed: Self.later)
        var job = PipelineFixture.job("A101-02")
        job.registeredAt = Self.later
        guard case .denied(.parked(.registerStale, _)) = admission.decide(job, now: PipelineFixture.time) else {
            return #expect(Bool(false), "half a file must not end a job for good")
        }
        #expect(folder.told.count == 1)
    }

    @Test("stays as it was while its file is gone, which is told once, and once that it is back")
    func missing() throws {
        let folder = try RegisterFolder()
        try folder.write(RegisterFolder.row)
        let store = try folder.store()
        try folder.remove()
        for _ in 0..<3 { #expect(store.freshComputer(named: "A101-01").computer != nil) }
        let gone = RegisterStore.News.gone(
            "the asset register \(folder.path) cannot be read: there is no such file"
        )
        #expect(folder.allTold == [gone])
        try folder.write(Self.newRow, changed: Self.later)
        for _ in 0..<3 { #expect(store.freshComputer(named: "A101-01").computer == nil) }
        #expect(store.freshComputer(named: "A101-02").computer != nil)
        #expect(folder.allTold == [gone, .back])
        try folder.remove()
        #expect(store.freshComputer(named: "A101-02").computer != nil)
        #expect(folder.allTold == [gone, .back, gone])
    }

    @Test("is a regular file of a bounded size; a pipe and a device are not waited for")
    func kind() throws {
        let folder = try RegisterFolder()
        folder.makePipe()
        for path in [folder.path, "/dev/zero"] {
            let error = try #require(throws: RegisterFileError.self) { try RegisterFile.read(path, products: []) }
            #expect(
                error.description == "the asset register \(path) cannot be read: it is no regular file; name a CSV file"
            )
        }
        try folder.remove()
        try folder.write(String(repeating: RegisterFolder.row, count: 30_000))
        let size = RegisterFolder.header.utf8.count + 30_000 * RegisterFolder.row.utf8.count
        let error = try #require(throws: RegisterFileError.self) {
            try RegisterFile.read(folder.path, products: ["windows"], limit: 1 << 20)
        }
        #expect(error.description == "the asset register \(folder.path) cannot be read: it is larger than 1 MiB")
        let file = try RegisterFile.read(folder.path, products: ["windows"], limit: size)
        #expect(file.problems.count == 29_999, "all rows but the first have its name")
    }

    @Test("is told in one sentence to be a directory or kept from the reader")
    func unreadable() throws {
        let folder = try RegisterFolder()
        try folder.makeDirectory()
        let error = try #require(throws: RegisterFileError.self) { try folder.store() }
        #expect(
            error.description
                == "the asset register \(folder.path) cannot be read: it is a directory; name the CSV file in it"
        )
        #expect(RegisterFile.reason(EACCES).hasPrefix("permission denied; "))
        try folder.remove()
        try folder.write(RegisterFolder.row)
        try folder.forbid()
        // Whoever may read everything, such as root, is not kept from it.
        guard access(folder.path, R_OK) != 0 else { return }
        let denied = try #require(throws: RegisterFileError.self) { try folder.store() }
        #expect(denied.description.contains("cannot be read: permission denied; "))
    }

    @Test("must be sound when the worker starts")
    func start() throws {
        let folder = try RegisterFolder()
        let missing = try #require(throws: RegisterFileError.self) { try folder.store() }
        #expect(missing.description.hasPrefix("the asset register \(folder.path) cannot be read: "))
        #expect(missing.description.hasSuffix(": there is no such file"))
        try folder.write("A101-01,127.0.1.1,T-1,main,A101,telnet,windows,\n")
        let wrong = try #require(throws: RegisterFileError.self) { try folder.store() }
        #expect(wrong.description.contains("register.csv:2: "))
    }
}
