/// A query of the one kind that WMI has for data: `select … from … where …`.
struct WQLQuery: Equatable {
    /// The right side of a comparison.
    enum Literal: Equatable {
        case null
        case string(String)
        case number(Int64)
        case boolean(Bool)
    }

    /// How the two sides are compared.
    enum Comparison: String {
        case equal = "="
        case notEqual = "<>"
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case like
    }

    indirect enum Condition: Equatable {
        case compare(property: String, Comparison, Literal)
        case and(Condition, Condition)
        case or(Condition, Condition)
        case not(Condition)
    }

    /// The properties asked for, as they were written; nil for `*`.
    let properties: [String]?
    /// The class asked for, as it was written.
    let className: String
    /// What instances must fulfil; nil for all.
    let condition: Condition?
}
