/// What the API sends and the commands print, with the schema that the document has for it.
///
/// These are types of their own: what the board keeps may change, the document must not.
package protocol APIValue: Encodable, Sendable {
    /// What the schema is called in the document.
    static var schemaName: String { get }
    static var schema: APISchema { get }
}

/// The schema of an object, member by member.
package struct APISchema: Sendable {
    struct Member: Sendable {
        var name: String
        var schema: JSONNode
        var isRequired: Bool
    }

    let description: String
    let members: [Member]

    init(_ description: String, _ members: Member...) {
        self.init(description, members: members)
    }

    init(_ description: String, members: [Member]) {
        self.description = description
        self.members = members
    }

    /// The JSON Schema (2020-12): nothing beyond what is named.
    package var node: JSONNode {
        let required = members.filter(\.isRequired).map { JSONNode.string($0.name) }
        return [
            "type": "object",
            "description": .string(description),
            "required": .array(required),
            "properties": .object(members.map { .init(key: $0.name, value: $0.schema) }),
            "additionalProperties": false,
        ]
    }
}

extension APISchema.Member {
    /// A member that is always there.
    static func always(_ name: String, _ schema: JSONNode, _ description: String? = nil) -> APISchema.Member {
        APISchema.Member(name: name, schema: described(schema, description), isRequired: true)
    }

    /// A member that is left out where there is nothing to say.
    static func sometimes(_ name: String, _ schema: JSONNode, _ description: String? = nil) -> APISchema.Member {
        APISchema.Member(name: name, schema: described(schema, description), isRequired: false)
    }

    private static func described(_ schema: JSONNode, _ description: String?) -> JSONNode {
        description.map { schema.adding(["description": .string($0)]) } ?? schema
    }
}

extension JSONNode {
    package static let text: JSONNode = ["type": "string"]
    package static let time: JSONNode = ["type": "string", "format": "date-time"]
    package static let count: JSONNode = ["type": "integer", "minimum": 0]
    package static let number: JSONNode = ["type": "number"]
    package static let truth: JSONNode = ["type": "boolean"]

    package static func reference(_ type: any APIValue.Type) -> JSONNode {
        ["$ref": "#/components/schemas/\(type.schemaName)"]
    }
    package static func list(of type: any APIValue.Type) -> JSONNode { ["type": "array", "items": .reference(type)] }
    package static func oneOf(_ words: [String]) -> JSONNode {
        ["type": "string", "enum": .array(words.map(JSONNode.string))]
    }
}
