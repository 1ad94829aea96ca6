/// How many connections there are, and whether one more may be.
struct ConnectionCounts: Sendable {
    private let limit: Int
    private let perAddress: Int
    private var total = 0
    private var byAddress: [String: Int] = [:]

    /// Makes counts of nothing.
    init(limit: Int, perAddress: Int) {
        self.limit = limit
        self.perAddress = perAddress
    }

    /// Takes a connection in; false when it is one too many, which then is not counted.
    mutating func open(_ address: ClientAddress) -> Bool {
        let key = address.limitKey
        let own = byAddress[key, default: 0]
        guard total < limit, own < perAddress || address.isLoopback else { return false }
        total += 1
        byAddress[key] = own + 1
        return true
    }

    /// Forgets a connection that was taken in.
    mutating func close(_ address: ClientAddress) {
        let key = address.limitKey
        total -= 1
        let own = byAddress[key, default: 1] - 1
        byAddress[key] = own > 0 ? own : nil
    }
}
