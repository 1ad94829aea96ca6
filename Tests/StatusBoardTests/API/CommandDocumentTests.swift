import BoardFormats
import Foundation
import TestSupport
import Testing

@testable import StatusBoard

@Suite("docs/json.md")
struct CommandDocumentTests {
    /// The objects at the top of what the commands print, by the names of their schemas.
    private static let printed = [
        "Campaign", "Pace", "Counts", "Lab", "ProblemGroup", "Worker", "Job", "ComputerStory", "Expiry", "Board",
    ]

    @Test("has a row for every object that the commands print, and every key in it")
    func keys() throws {
        let rows = try rows()
        var (open, seen): ([String], Set<String>) = (CommandDocumentTests.printed, [])
        while let name = open.popLast() {
            guard seen.insert(name).inserted else { continue }
            let schema = try #require(OpenAPIDocument.schemas.first { $0.schemaName == name }?.schema, "\(name)")
            let text = schema.node.text()
            open += text.matches(of: /"#\/components\/schemas\/([A-Za-z]+)"/).map { String($0.1) }
            let row = try #require(rows[name], "there is no row for \(name)")
            let value = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
            let members = try #require(value?["properties"] as? [String: Any])
            let optional = Set(members.keys).subtracting(try #require(value?["required"] as? [String]))
            for key in members.keys {
                #expect(row.contains("`\(key)`"), "\(name) has \(key)")
                #expect(row.contains("`\(key)`?") == optional.contains(key), "whether \(key) may be missing in \(name)")
            }
        }
        #expect(seen == Set(rows.keys), "no object is described that is not printed")
    }

    /// The cells behind the names of objects; these alone begin with a capital letter.
    private func rows() throws -> [String: String] {
        let lines = try RepositoryFile.text("docs/json.md").split(separator: "\n")
        let pairs = lines.compactMap { line in
            line.wholeMatch(of: /\| `([A-Z][A-Za-z]+)` \| (.+) \|/).map { (String($0.1), String($0.2)) }
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
