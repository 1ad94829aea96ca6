internal import ActivationDomain
internal import BoardProjection

extension OverviewPage {
    /// What needs a person, by code, and what may pass by itself.
    func fillProblems(_ view: inout View, _ campaign: CampaignFacts) async throws {
        let problems = try await context.reader.problems(of: campaign.name, BoardFilter())
        let urgent = problems.filter { $0.ended > 0 }
        let passing = problems.filter { $0.ended == 0 }
        let words = try await OperatorViews(context, codes: urgent.map(\.error.code))
        var cards = urgent.map { card($0, campaign, words) }
        // Withdrawn, or too late before a computer said anything: no code, but a person's matter all the same.
        let uncoded = campaign.counts.needsPerson - urgent.reduce(0) { $0 + $1.ended }
        if uncoded > 0 { cards.append(uncodedCard(uncoded, campaign)) }
        view["problemsFile"] = problems.isEmpty ? nil : ListFile.problems(campaign.name, texts.language)
        view["needsCount"] = campaign.counts.needsPerson > 0 ? texts.number(campaign.counts.needsPerson) : nil
        view["hasProblems"] = !cards.isEmpty
        view["noProblems"] = texts("needs.none")
        view["problems"] = cards
        view["hasPassing"] = !passing.isEmpty
        view["passing"] = passing.map { problem in
            [
                "anchor": Anchor.text(problem.error.code), "title": texts.title(problem.error),
                "code": problem.error.code, "count": texts.number(problem.open),
                "labCount": texts.number(problem.labs), "lastAt": texts.time(problem.lastAt),
                "href": PageContext.jobs(campaign.name, code: problem.error.code).text,
            ] as View
        }
    }

    private var endedBadly: [String] { StateGroup.needs.states.map(\.rawValue) }

    private func card(_ problem: ProblemFacts, _ campaign: CampaignFacts, _ words: OperatorViews) -> View {
        let jobs = PageContext.jobs(campaign.name, code: problem.error.code)
        let open: View? =
            problem.open == 0 ? nil : ["text": texts("needs.open", count: problem.open), "href": jobs.text]
        return [
            "anchor": Anchor.text(problem.error.code), "title": texts.title(problem.error),
            "code": problem.error.code, "symbol": problem.error.symbol,
            "advice": problem.error.advice[texts.language].unlessEmpty,
            "hasMeta": true, "labs": texts("needs.labs", count: problem.labs), "firstAt": texts.time(problem.firstAt),
            "lastAt": texts.time(problem.lastAt), "href": jobs.adding("state", endedBadly).text,
            "link": texts("needs.show", count: problem.ended), "open": open,
            "words": words.view(
                NoteSubject(.code, problem.error.code),
                place: "problem-" + Anchor.text(problem.error.code)
            ),
        ]
    }

    private func uncodedCard(_ count: Int, _ campaign: CampaignFacts) -> View {
        [
            "anchor": "none", "title": texts("needs.untitled"), "code": nil, "symbol": nil,
            "advice": texts("needs.untitled.advice"), "hasMeta": false,
            "href": PageContext.jobs(campaign.name).adding("state", endedBadly).text,
            "link": texts("needs.show", count: count), "open": nil, "words": nil,
        ]
    }
}
