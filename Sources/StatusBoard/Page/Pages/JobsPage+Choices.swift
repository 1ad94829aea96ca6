internal import ActivationDomain
internal import BoardProjection

extension JobsPage {
    /// What the form offers: what there is in the campaign, and what is chosen though there is no such thing any more.
    func fillChoices(_ view: inout View, _ campaign: String, _ filter: BoardFilter) async throws {
        let reader = context.reader
        let labs = try await reader.labs(of: campaign, BoardFilter())
        let products = try await reader.products(of: campaign)
        let problems = try await reader.problems(of: campaign, BoardFilter())
        view["campaigns"] = choices(try await reader.campaigns().map(\.name), campaign)
        view["sites"] = choices(labs.map(\.site), filter.site)
        view["labs"] = choices(labs.filter { filter.site == nil || $0.site == filter.site }.map(\.lab), filter.lab)
        view["products"] = choices(products, filter.product)
        view["codes"] = codes(problems.map(\.error), filter.code)
        view["states"] = ActivationState.allCases.map { state in
            [
                "value": state.rawValue, "sign": context.texts.sign(state), "isChosen": filter.states.contains(state),
            ] as View
        }
    }

    private func choices(_ values: [String], _ chosen: String?) -> [View] {
        // Of names that many may choose from, the form stays usable with some hundreds.
        var known = Set<String>()
        var shown = values.filter { known.insert($0).inserted }.prefix(500).map { $0 }
        if let chosen, !shown.contains(chosen) { shown.append(chosen) }
        return shown.map { ["value": $0, "isChosen": $0 == chosen] }
    }

    private func codes(_ errors: [ErrorFacts], _ chosen: String?) -> [View] {
        var rows = errors.map { error in
            [
                "value": error.code, "name": "\(context.texts.title(error)) (\(error.code))",
                "isChosen": error.code == chosen,
            ] as View
        }
        if let chosen, !errors.contains(where: { $0.code == chosen }) {
            rows.append(["value": chosen, "name": chosen, "isChosen": true])
        }
        return rows
    }
}
