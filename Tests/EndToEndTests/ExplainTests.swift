import Foundation
import TestSupport
import Testing

/// `rollcall explain --json` against the page that describes it.
@Suite(.timeLimit(.minutes(2)))
struct ExplainTests {
    private func explained(_ words: String...) async throws -> [String: Any] {
        let (bin, root) = (try TestEnvironment.required("ROLLCALL_TEST_BIN"), try TestEnvironment.root())
        let words = ["explain", "--json", "--config", "\(root)/config/rollcall.yaml"] + words
        let output = try await Program("\(bin)/rollcall", words, environment: Campus.environment).ended().output
        return try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    }

    @Test("docs/json.md describes every key and class of a code, and no other key")
    func codes() async throws {
        let table = try DocumentTable(under: "## `rollcall explain --json CODE`", in: "docs/json.md")
        let several = try await explained("0xC004F074")
        #expect(Set(several.keys) == table.keys)
        let once = try await explained("ROLLCALL_HOST_KEY")
        #expect(
            Set(once.keys)
                == table.keys.subtracting(["symbol", "firstWaitSeconds", "longestWaitSeconds"]),
            "what is said to be left out is left out"
        )
        for object in [several, once] {
            #expect(table.words(of: "class").contains(try #require(object["class"] as? String)))
        }
    }

    @Test("docs/json.md describes every key of what the command prints of a transcript")
    func transcript() async throws {
        let (page, heading) = ("docs/json.md", "## `rollcall explain --json --transcript FILE`")
        let file = try TestEnvironment.root() + "/Tests/TranscriptsTests/Fixtures/window-batch-zh-tw.txt"
        let report = try await explained("--transcript", file)
        #expect(Set(report.keys) == (try DocumentTable(under: heading, in: page).keys))
        let items = try #require(report["items"] as? [[String: Any]])
        let keys = Set(items.flatMap(\.keys))
        #expect(keys.isSubset(of: try DocumentTable(under: heading, headed: "key of `items`", in: page).keys))
        #expect(keys.isSuperset(of: ["innerCode", "licenceStatus", "product", "advice"]))
    }
}
