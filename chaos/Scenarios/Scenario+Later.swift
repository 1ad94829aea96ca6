extension Scenario {
    static let rights: [Scenario] = []
    static let poison: [Scenario] = []
    static let cluster: [Scenario] = []
}
