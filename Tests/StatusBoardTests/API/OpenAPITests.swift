import ActivationDomain
import BoardFormats
import BoardTestSupport
import Foundation
import TestSupport
import Testing

@testable import StatusBoard

@Suite("The OpenAPI document", .timeLimit(.minutes(2)))
struct OpenAPITests {
    /// With `ROLLCALL_TEST_WRITE_REFERENCE=1` in the environment it writes the file instead.
    @Test("is the file of the contract, byte for byte")
    func file() throws {
        let path = "config/contract/openapi.json"
        if ProcessInfo.processInfo.environment["ROLLCALL_TEST_WRITE_REFERENCE"] == "1" {
            try RepositoryFile.write(OpenAPIDocument.text, to: path)
        }
        #expect(
            try RepositoryFile.text(path) == OpenAPIDocument.text,
            "run this test with ROLLCALL_TEST_WRITE_REFERENCE=1 and look at the change"
        )
    }

    @Test("has every route that there is, and no other")
    func routes() async throws {
        try await BoardFixture.with { board in
            try await board.project([BoardFixture.event(.enrolled)])
            try await board.serving { client in
                let answer = try await client.get("/api/v1/openapi.json")
                #expect(answer.body == OpenAPIDocument.text)
                let document = try #require(
                    try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any]
                )
                let paths = try #require(document["paths"] as? [String: Any])
                #expect(Set(paths.keys) == Set(APIEndpoint.all.map(\.path)))
                #expect(Set(APIEndpoint.all.map(\.id)).count == APIEndpoint.all.count, "each has a name of its own")
                for path in paths.keys {
                    let address = path.replacing("{campaign}", with: "2026-autumn").replacing(
                        "{computer}",
                        with: "A101-01"
                    )
                    let status = try await client.get(APIEndpoint.base + address).status
                    #expect(status == 200, "\(path)")
                }
            }
        }
    }

    @Test("has a schema for every reference, and a reference for every schema")
    func references() throws {
        let text = OpenAPIDocument.text
        let used = Set(
            text.matches(of: /"#\/components\/(schemas|parameters|responses)\/([A-Za-z]+)"/).map { "\($0.1)/\($0.2)" }
        )
        let document = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let components = try #require(document["components"] as? [String: [String: Any]])
        let there = Set(
            ["schemas", "parameters", "responses"].flatMap { kind in
                (components[kind] ?? [:]).keys.map { "\(kind)/\($0)" }
            }
        )
        #expect(used == there)
    }

    @Test("describes what is sent, member by member")
    func members() async throws {
        try await BoardFixture.with { board in
            let end = BoardFixture.time.advanced(by: .seconds(3600))
            try await SampleCampaign().project(into: board, until: end)
            try await board.tell(worker: "w1")
            try await board.tell()
            try await board.serving(at: end) { client in
                let document = try #require(
                    try JSONSerialization.jsonObject(with: Data(OpenAPIDocument.text.utf8)) as? [String: Any]
                )
                for endpoint in APIEndpoint.all {
                    guard case .json(let type) = endpoint.content else { continue }
                    let address = endpoint.path.replacing("{campaign}", with: "2026-autumn").replacing(
                        "{computer}",
                        with: "A101-02"
                    )
                    let answer = try await client.get(APIEndpoint.base + address)
                    let value = try JSONSerialization.jsonObject(with: Data(answer.body.utf8))
                    let faults = SchemaWalk(document: document).faults(
                        value,
                        ["$ref": "#/components/schemas/\(type.schemaName)"],
                        ""
                    )
                    #expect(faults.isEmpty, "\(endpoint.path): \(faults)")
                }
            }
        }
    }
}

/// As much of JSON Schema as tells whether each member is described and each required one is there; what a full
/// implementation says is asked of schemathesis, in the end-to-end tests.
private struct SchemaWalk {
    let document: [String: Any]

    func faults(_ value: Any, _ schema: [String: Any], _ at: String) -> [String] {
        if let reference = schema["$ref"] as? String {
            let target = reference.split(separator: "/").dropFirst().reduce(document as Any?) {
                ($0 as? [String: Any])?[String($1)]
            }
            guard let target = target as? [String: Any] else { return ["\(at): no \(reference)"] }
            return faults(value, target, at)
        }
        switch (schema["type"] as? String, value) {
        case ("object", let object as [String: Any]):
            guard let properties = schema["properties"] as? [String: [String: Any]] else { return [] }
            let missing = Set(schema["required"] as? [String] ?? []).subtracting(object.keys).map {
                "\(at)/\($0) is missing"
            }
            return missing
                + object.flatMap { name, value in
                    properties[name].map { faults(value, $0, "\(at)/\(name)") } ?? ["\(at)/\(name) is not described"]
                }
        case ("array", let values as [Any]):
            return values.flatMap { faults($0, schema["items"] as? [String: Any] ?? [:], at + "[]") }
        case ("string", is String), ("integer", is Int), ("number", is Double), ("boolean", is Bool): return []
        default: return ["\(at) is no \(schema["type"] ?? "?")"]
        }
    }
}
