import TestSupport

/// How often the lab's computers were really asked to activate, and how often without need.
struct ExecutionCount: Sendable {
    /// All calls of `Activate`.
    let total: Int
    /// Calls beyond one for each attempt that was begun before the job's end.
    ///
    /// An attempt that finds the licence active asks for nothing, so a repeated attempt need not be a repeated
    /// execution.
    let repeated: Int

    /// Counts the ledger's lines against the attempts of each computer and product.
    init(_ ledger: [LedgerEntry], attempts: [String: Int]) {
        var calls: [String: Int] = [:]
        for line in ledger where line.action == "activate" {
            calls["\(line.computer.lowercased())/\(line.product ?? "")", default: 0] += 1
        }
        total = calls.values.reduce(0, +)
        repeated = calls.reduce(0) { $0 + max(0, $1.value - (attempts[$1.key] ?? 0)) }
    }
}
