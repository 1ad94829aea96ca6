import TestSupport
import Testing
import Yams

/// A code of the error catalogue as the file has it, read without what the worker reads it with.
struct CatalogueRow: Sendable {
    let code: String
    let className: String
    let attempts: Int
    let isWrapper: Bool
    let raisesAlarm: Bool

    /// All rows by code.
    static func all() throws -> [String: CatalogueRow] {
        let text = try RepositoryFile.text("config/errors.yaml")
        let file = try #require(try Yams.load(yaml: text) as? [String: Any])
        let classes = try #require(file["classes"] as? [String: [String: Any]])
        var rows: [String: CatalogueRow] = [:]
        for entry in try #require(file["codes"] as? [[String: Any]]) {
            let code = try #require(entry["code"] as? String)
            let className = try #require(entry["class"] as? String)
            rows[code] = CatalogueRow(
                code: code,
                className: className,
                attempts: try #require(entry["attempts"] as? Int ?? classes[className]?["attempts"] as? Int),
                isWrapper: entry["wrapper"] as? Bool ?? false,
                raisesAlarm: entry["alarm"] != nil
            )
        }
        return rows
    }
}
