import ActivationDomain
import ActivationPipeline
import Foundation
import Synchronization
import TestSupport

/// A register in a temporary folder, and what the store says of it.
final class RegisterFolder: Sendable {
    static let header = "name,address,asset_tag,site,lab,channel,products,port\n"
    static let row = "A101-01,127.0.1.1,T-1,main,A101,winrm,windows,\n"

    let path: String
    private let folder: URL
    private let news = Mutex<[RegisterStore.News]>([])

    init() throws {
        folder = try TestFolder.make("register")
        path = folder.appending(path: "register.csv").path(percentEncoded: false)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Why changed files were not taken.
    var told: [String] { allTold.compactMap { if case .unusable(let reason) = $0 { reason } else { nil } } }

    /// All that was told of the file.
    var allTold: [RegisterStore.News] { news.withLock { $0 } }

    /// Writes the register as if it had last been changed at a time.
    func write(_ rows: String, changed time: Timestamp = PipelineFixture.time) throws {
        try Data((Self.header + rows).utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: time.seconds)],
            ofItemAtPath: path
        )
    }

    func remove() throws {
        try FileManager.default.removeItem(atPath: path)
    }

    func makePipe() {
        mkfifo(path, 0o600)
    }

    func makeDirectory() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    /// Takes the right to read the file away.
    func forbid() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    }

    func store() throws -> RegisterStore {
        let products = Set(try PipelineFixture.products().keys)
        return try RegisterStore(path: path, products: products) { [self] news in
            self.news.withLock { $0.append(news) }
        }
    }

    func admission(staleLimit: Duration = .seconds(3600)) throws -> Admission {
        Admission(register: try store(), products: try PipelineFixture.products(), staleLimit: staleLimit)
    }
}
