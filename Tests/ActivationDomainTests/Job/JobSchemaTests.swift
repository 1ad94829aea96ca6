import ActivationDomain
import Foundation
import TestSupport
import Testing

/// The contract's schema of a job and the code that reads one, held against each other.
@Suite("The bounds of a job's fields")
struct JobSchemaTests {
    /// A field with what the schema says of it, its reference resolved.
    private struct Field {
        var path: String
        var rules: [String: Any]

        func number(_ rule: String) -> Int? { rules[rule] as? Int }
    }

    private func fields() throws -> [Field] {
        let text = try RepositoryFile.text("config/contract/job.schema.json")
        let schema = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
        func collect(_ object: [String: Any], _ prefix: String) throws -> [Field] {
            let properties = try #require(object["properties"] as? [String: [String: Any]])
            return try properties.flatMap { name, rules in
                let reference = (rules["$ref"] as? String)?.split(separator: "/").last.map(String.init)
                let resolved = reference.flatMap { definitions[$0] } ?? rules
                return resolved["properties"] == nil
                    ? [Field(path: prefix + name, rules: resolved)] : try collect(resolved, "\(prefix)\(name).")
            }
        }
        return try collect(schema, "")
    }

    /// What comes of a job in which a field has this value, its id being the one that follows.
    private func read(_ path: String, _ json: String) -> Result<Job, JobRejection> {
        var body = JobBody()
        body.set(path, json)
        do throws(JobRejection) {
            return .success(try Job(body: body.bytes))
        } catch {
            guard error.reason == .wrongID, let id = error.detail.firstMatch(of: /but ([0-9a-f-]{36}) follows/)?.1
            else {
                return .failure(error)
            }
            body.set("id", "\"\(id)\"")
            do throws(JobRejection) { return .success(try Job(body: body.bytes)) } catch { return .failure(error) }
        }
    }

    private func isTaken(_ path: String, _ json: String) -> Bool {
        if case .success = read(path, json) { true } else { false }
    }

    @Test("are the same for numbers")
    func numbers() throws {
        let numbers = try fields().filter { $0.rules["type"] as? String == "integer" }
        #expect(Set(numbers.map(\.path)) == ["round", "attempt", "parks"])
        for field in numbers {
            let least = try #require(field.number("minimum"), "\(field.path)")
            let most = try #require(field.number("maximum"), "\(field.path)")
            #expect(isTaken(field.path, "\(least)") && isTaken(field.path, "\(most)"), "\(field.path)")
            #expect(!isTaken(field.path, "\(least - 1)") && !isTaken(field.path, "\(most + 1)"), "\(field.path)")
        }
    }

    @Test("are the same for texts, where a character is a byte")
    func texts() throws {
        let texts = try fields().filter { $0.rules["type"] as? String == "string" && $0.rules["pattern"] == nil }
        #expect(
            Set(texts.map(\.path)) == [
                "campaign", "computer.name", "computer.address", "computer.assetTag", "computer.site", "computer.lab",
            ]
        )
        for field in texts {
            let least = field.number("minLength") ?? 0
            let most = try #require(field.number("maxLength"), "\(field.path)")
            func text(_ count: Int) -> String { "\"\(String(repeating: "x", count: count))\"" }
            #expect(isTaken(field.path, text(least)) && isTaken(field.path, text(most)), "\(field.path)")
            #expect(!isTaken(field.path, text(most + 1)), "\(field.path)")
            if least > 0 { #expect(!isTaken(field.path, text(least - 1)), "\(field.path)") }
        }
    }

    @Test("are the same for control characters")
    func controlCharacters() throws {
        for field in try fields() where field.rules["maxLength"] as? Int == 1024 {
            let pattern = try #require((field.rules["not"] as? [String: String])?["pattern"], "\(field.path)")
            let forbidden = try Regex(pattern).matchingSemantics(.unicodeScalar)
            for value in UInt8(0)...0x9F {
                let character = Unicode.Scalar(value)
                guard character != "\"", character != "\\" else { continue }
                let isForbidden = "a\(Character(character))b".contains(forbidden)
                let escaped = "\"a\\u00\(value < 16 ? "0" : "")\(String(value, radix: 16))b\""
                #expect(isTaken(field.path, escaped) == !isForbidden, "\(field.path) \(value)")
            }
        }
    }

    @Test("leave nothing out that the code takes but null for a missing field")
    func choices() throws {
        for field in try fields() {
            if let choices = field.rules["enum"] as? [String] {
                for choice in choices { #expect(isTaken(field.path, "\"\(choice)\""), "\(field.path) \(choice)") }
            }
        }
        for path in ["round", "parks", "registeredAt", "notAfter", "labels"] {
            #expect(isTaken(path, "null"), "\(path)")
        }
    }
}
