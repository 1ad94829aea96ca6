internal import ActivationDomain
internal import GRDB

/// A question to the kept counts of a campaign: `tally` as `t`, `lab` as `l`.
struct TallyQuery {
    private(set) var arguments: StatementArguments
    private var conditions = ["c.name = ?"]

    init(campaign: String, _ filter: BoardFilter) {
        arguments = [campaign]
        if let site = filter.site { add("l.site = ?", [site]) }
        if let lab = filter.lab { add("l.name = ?", [lab]) }
        if let product = filter.product { add("t.product = (SELECT id FROM product WHERE key = ?)", [product]) }
        if let code = filter.code { add("t.error = (SELECT id FROM error WHERE code = ?)", [code]) }
        if !filter.states.isEmpty {
            let marks = filter.states.map { _ in "?" }.joined(separator: ", ")
            add("t.state IN (\(marks))", StatementArguments(filter.states.map(\.rawValue)))
        }
    }

    mutating func add(_ condition: String, _ values: StatementArguments = []) {
        conditions.append(condition)
        arguments += values
    }

    func select(_ columns: String, _ groups: String) -> String {
        """
        SELECT \(columns) FROM tally t JOIN campaign c ON c.id = t.campaign JOIN lab l ON l.id = t.lab
        WHERE \(conditions.joined(separator: " AND ")) GROUP BY \(groups)
        """
    }
}
