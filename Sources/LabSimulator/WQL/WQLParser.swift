/// Reads a query by descending from `or` to `and` to `not` to a comparison; keywords are known without regard to case.
struct WQLParser {
    private var tokens: ArraySlice<WQLToken>
    private var depth = 0

    /// Brackets and negations nested deeper than this are refused, so that no query can exhaust the stack.
    static let depthLimit = 32

    static func parse(_ query: String) throws(WQLError) -> WQLQuery {
        guard query.utf8.count <= 16_384 else { throw WQLError(message: "the query is too long") }
        var parser = WQLParser(tokens: try WQLToken.tokens(query)[...])
        return try parser.query()
    }

    private init(tokens: ArraySlice<WQLToken>) {
        self.tokens = tokens
    }

    private mutating func query() throws(WQLError) -> WQLQuery {
        try expect("select")
        var properties: [String]?
        if !take(symbol: "*") {
            var names = [try identifier()]
            while take(symbol: ",") { names.append(try identifier()) }
            properties = names
        }
        try expect("from")
        let className = try identifier()
        var condition: WQLQuery.Condition?
        if take("where") { condition = try disjunction() }
        guard tokens.isEmpty else { throw WQLError(message: "the query goes on after its end") }
        return WQLQuery(properties: properties, className: className, condition: condition)
    }

    private mutating func disjunction() throws(WQLError) -> WQLQuery.Condition {
        var condition = try conjunction()
        while take("or") { condition = .or(condition, try conjunction()) }
        return condition
    }

    private mutating func conjunction() throws(WQLError) -> WQLQuery.Condition {
        var condition = try negation()
        while take("and") { condition = .and(condition, try negation()) }
        return condition
    }

    private mutating func negation() throws(WQLError) -> WQLQuery.Condition {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw WQLError(message: "the query nests too deeply") }
        if take("not") { return .not(try negation()) }
        if take(symbol: "(") {
            let condition = try disjunction()
            guard take(symbol: ")") else { throw WQLError(message: "a bracket does not close") }
            return condition
        }
        return try comparison()
    }

    private mutating func comparison() throws(WQLError) -> WQLQuery.Condition {
        let property = try identifier()
        if take("is") {
            let isNegated = take("not")
            try expect("null")
            return .compare(property: property, isNegated ? .notEqual : .equal, .null)
        }
        if take("like") {
            guard case .string(let pattern)? = tokens.popFirst() else {
                throw WQLError(message: "like needs a literal")
            }
            return .compare(property: property, .like, .string(pattern))
        }
        guard case .symbol(let symbol)? = tokens.popFirst(),
            let comparison = WQLQuery.Comparison(rawValue: symbol == "!=" ? "<>" : symbol)
        else { throw WQLError(message: "a comparison is missing after '\(property)'") }
        return .compare(property: property, comparison, try literal())
    }

    private mutating func literal() throws(WQLError) -> WQLQuery.Literal {
        switch tokens.popFirst() {
        case .string(let text): return .string(text)
        case .number(let number): return .number(number)
        case .word(let word):
            switch word.lowercased() {
            case "null": return .null
            case "true": return .boolean(true)
            case "false": return .boolean(false)
            default: throw WQLError(message: "'\(word)' is no literal")
            }
        default: throw WQLError(message: "a literal is missing")
        }
    }

    private mutating func identifier() throws(WQLError) -> String {
        let keywords = ["select", "from", "where", "and", "or", "not", "is", "like", "null"]
        guard case .word(let word)? = tokens.popFirst(), !keywords.contains(word.lowercased()) else {
            throw WQLError(message: "a name is missing")
        }
        return word
    }

    private mutating func take(_ keyword: String) -> Bool {
        guard case .word(let word)? = tokens.first, word.lowercased() == keyword else { return false }
        tokens.removeFirst()
        return true
    }

    private mutating func take(symbol: String) -> Bool {
        guard tokens.first == .symbol(symbol) else { return false }
        tokens.removeFirst()
        return true
    }

    private mutating func expect(_ keyword: String) throws(WQLError) {
        guard take(keyword) else { throw WQLError(message: "'\(keyword)' is missing") }
    }
}
