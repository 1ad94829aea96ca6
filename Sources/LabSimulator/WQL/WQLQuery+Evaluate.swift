/// Which instances a query selects.
extension WQLQuery {
    /// Refuses a query that names a property which the class does not have, as Windows does.
    func validate(for schema: WMIClass) throws(WQLError) {
        for property in properties ?? [] where schema.index(of: property) == nil {
            throw WQLError(message: "\(schema.name) has no property '\(property)'")
        }
        if let condition { try Self.validate(condition, for: schema) }
    }

    private static func validate(_ condition: Condition, for schema: WMIClass) throws(WQLError) {
        switch condition {
        case .compare(let property, _, _):
            guard schema.index(of: property) != nil else {
                throw WQLError(message: "\(schema.name) has no property '\(property)'")
            }
        case .and(let left, let right), .or(let left, let right):
            try validate(left, for: schema)
            try validate(right, for: schema)
        case .not(let inner):
            try validate(inner, for: schema)
        }
    }

    /// Whether an instance fulfils the condition.
    func selects(_ instance: WMIInstance) -> Bool {
        guard let condition else { return true }
        return Self.holds(condition, for: instance)
    }

    private static func holds(_ condition: Condition, for instance: WMIInstance) -> Bool {
        switch condition {
        case .compare(let property, let comparison, let literal):
            return compare(instance[property], comparison, literal)
        case .and(let left, let right): return holds(left, for: instance) && holds(right, for: instance)
        case .or(let left, let right): return holds(left, for: instance) || holds(right, for: instance)
        case .not(let inner): return !holds(inner, for: instance)
        }
    }

    /// A null fulfils nothing but the test for null; texts compare without regard to case.
    private static func compare(_ value: CIMValue, _ comparison: Comparison, _ literal: Literal) -> Bool {
        switch (value, literal) {
        case (_, .null): return (value == .null) == (comparison == .equal)
        case (.null, _): return false
        case (.string(let text), .string(let other)):
            if comparison == .like { return WQLPattern.matches(text, pattern: other) }
            return ordered(text.lowercased(), comparison, other.lowercased())
        case (.integer(let number), .number(let other)): return ordered(number, comparison, other)
        case (.integer(let number), .string(let text)):
            guard let other = Int64(text) else { return false }
            return ordered(number, comparison, other)
        case (.boolean(let flag), .boolean(let other)): return ordered(flag ? 1 : 0, comparison, other ? 1 : 0)
        case (.boolean(let flag), .string(let text)):
            return ordered(flag ? "true" : "false", comparison, text.lowercased())
        case (.boolean(let flag), .number(let other)): return ordered(flag ? 1 : 0, comparison, other == 0 ? 0 : 1)
        case (.datetime(let seconds, _), .string(let text)):
            guard let other = Timestamp.seconds(dmtf: text) else { return false }
            return ordered(seconds, comparison, other)
        default: return false
        }
    }

    private static func ordered<Value: Comparable>(_ left: Value, _ comparison: Comparison, _ right: Value) -> Bool {
        switch comparison {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        case .like: false
        }
    }
}
