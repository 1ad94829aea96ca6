/// A JSON value that is written as it stands, the members of objects in their order: for the OpenAPI document.
package indirect enum JSONNode: Sendable, Hashable {
    case object([Member])
    case array([JSONNode])
    case string(String)
    case integer(Int)
    case bool(Bool)

    package struct Member: Sendable, Hashable {
        var key: String
        var value: JSONNode

        package init(key: String, value: JSONNode) {
            self.key = key
            self.value = value
        }
    }

    /// The value as JSON, two blanks a level, as `json.dumps(indent=2)` has it.
    package func text(indent: Int = 0) -> String {
        let (outer, inner) = (String(repeating: "  ", count: indent), String(repeating: "  ", count: indent + 1))
        switch self {
        case .object(let members) where members.isEmpty: return "{}"
        case .object(let members):
            let lines = members.map { "\(inner)\(JSONNode.quoted($0.key)): \($0.value.text(indent: indent + 1))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(outer)}"
        case .array(let values) where values.isEmpty: return "[]"
        case .array(let values):
            return "[\n" + values.map { inner + $0.text(indent: indent + 1) }.joined(separator: ",\n") + "\n\(outer)]"
        case .string(let text): return JSONNode.quoted(text)
        case .integer(let number): return String(number)
        case .bool(let value): return String(value)
        }
    }

    /// The object with further members.
    package func adding(_ more: JSONNode) -> JSONNode {
        guard case .object(let members) = self, case .object(let others) = more else { return self }
        return .object(members + others)
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension JSONNode: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringInterpolation,
    ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
    package init(dictionaryLiteral elements: (String, JSONNode)...) {
        self = .object(elements.map { Member(key: $0.0, value: $0.1) })
    }
    package init(arrayLiteral elements: JSONNode...) { self = .array(elements) }
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}
