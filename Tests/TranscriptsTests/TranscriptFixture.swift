import ActivationDomain
import TestSupport
import Transcripts

/// The transcripts in `Fixtures`, and readings in a form that can be compared.
enum TranscriptFixture {
    private static let folder = "Tests/TranscriptsTests/Fixtures"

    static func names() throws -> [String] { try RepositoryFile.names(in: folder).filter { $0.hasSuffix(".txt") } }

    /// What each of them says: its name, then a line for each item.
    static func expected() throws -> [String: [String]] {
        var expected: [String: [String]] = [:]
        var name = ""
        for line in try RepositoryFile.text("\(folder)/expected").split(separator: "\n") {
            if line.hasPrefix(" ") {
                expected[name]?.append(String(line.drop { $0 == " " }))
            } else {
                name = String(line)
                expected[name] = []
            }
        }
        return expected
    }

    static func bytes(_ name: String) throws -> [UInt8] { try RepositoryFile.bytes("\(folder)/\(name)") }

    static func errors() throws -> ErrorCatalogue {
        try ErrorCatalogue(yaml: RepositoryFile.text("config/errors.yaml"), file: "errors.yaml")
    }

    /// What the project's catalogues say of a transcript.
    static func report(_ transcript: Transcript) throws -> TranscriptReport {
        let products = try ProductCatalogue(yaml: RepositoryFile.text("config/products.yaml"), file: "products.yaml")
        return TranscriptReport(transcript, errors: try errors(), products: products)
    }

    /// The texts of those that are UTF-8.
    static func texts() throws -> [(name: String, text: String)] {
        try names().compactMap { name in
            String(validating: try bytes(name), as: UTF8.self).map { (name, $0) }
        }
    }
}

extension Transcript {
    /// Each item in a line, what is not known left out.
    var lines: [String] { items.map(\.line) + (isCutOff ? ["cut off"] : []) }
}

extension Transcript.Item {
    var line: String {
        var words = ["\(source.rawValue) \(result.rawValue)"]
        if let name { words.append("name=\(name)") }
        return (words + [facts]).filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// Without the name, which a break in the wrong place may have changed by a blank.
    var facts: String {
        [
            sku.map { "sku=\($0.prefix(8))" }, code.map { "code=\($0)" }, innerCode.map { "inner=\($0)" },
            status.map { "status=\($0.word)" }, minutesRemaining.map { "minutes=\($0)" },
            kmsHost.map { "host=\($0)" }, isKMSClient.map { $0 ? "client" : "no-client" },
        ].compactMap { $0 }.joined(separator: " ")
    }

    var isSuccess: Bool { result == .activated || result == .licensed || result == .settingMade }
}
