internal import ActivationDomain
internal import BoardProjection

/// Makes pages of addresses.
struct PageRenderer: Sendable {
    private struct Speech: Sendable {
        var texts: Texts
        var templates: PageTemplates
    }

    let source: BoardSource
    private let speeches: [Language: Speech]
    private let fallback: Speech
    private let layout: PageLayout

    init(_ source: BoardSource) throws {
        self.source = source
        let catalogue = try Texts.catalogue()
        func speech(_ language: Language) throws -> Speech {
            let texts = Texts(catalogue, language: language)
            return Speech(texts: texts, templates: try PageTemplates(texts))
        }
        fallback = try speech(.english)
        speeches = Dictionary(uniqueKeysWithValues: try Language.allCases.map { ($0, try speech($0)) })
        layout = PageLayout(version: source.configuration.version)
    }

    /// What stands in the main part of a page: that is what changes while it is looked at.
    struct Fragment: Sendable, Hashable {
        var title: String
        var html: String

        /// With the title in front, as an element, so that a name in it is escaped as it is everywhere.
        var document: String { "<title>" + HTMLText.escape(title) + "</title>" + html }
    }

    /// - Throws: ``PageFailure``, or what the database says.
    func fragment(_ address: PageAddress, for visitor: PageVisitor) async throws -> Fragment {
        let speech = speeches[visitor.language] ?? fallback
        let context = PageContext(source: source, address: address, visitor: visitor, texts: speech.texts)
        let content = try await content(context)
        return Fragment(
            title: content.title + " – Rollcall",
            html: try speech.templates.render(content.view, with: content.template)
        )
    }

    private func content(_ context: PageContext) async throws -> PageContent {
        switch context.address.path {
        case []: try await OverviewPage(context: context).content()
        case ["jobs"]: try await JobsPage(context: context).content()
        case ["computers"]: try await ComputersPage(context: context).content()
        case let path where path.count == 2 && path[0] == "computers":
            try await ComputerPage(context: context, name: path[1]).content()
        case ["licences"]: try await LicencesPage(context: context).content()
        case ["health"]: try await HealthPage(context: context).content()
        default: throw PageFailure.missing("failure.missing", "")
        }
    }

    /// A whole page; `isLive` when it is to be kept up to date.
    func page(_ fragment: Fragment, _ address: PageAddress, for visitor: PageVisitor, isLive: Bool) throws -> String {
        let speech = speeches[visitor.language] ?? fallback
        var view = layout.view(address, visitor, speech.texts, now: source.now())
        view["title"] = fragment.title
        view["main"] = fragment.html
        let live = PageAddress(["events"], ["of": address.plain.text, "lang": visitor.language.rawValue])
        view["live"] = isLive ? live.text : nil
        return try speech.templates.render(view, with: "layout")
    }

    /// What stands in a page's place when there is none.
    func failure(_ key: String, _ values: [String: String] = [:], for visitor: PageVisitor) throws -> Fragment {
        let speech = speeches[visitor.language] ?? fallback
        let kind = speech.texts.has(key + ".title") ? key : "failure.missing"
        let heading = speech.texts(kind + ".title")
        let view: View = ["heading": heading, "text": speech.texts(key, values)]
        return Fragment(title: heading + " – Rollcall", html: try speech.templates.render(view, with: "failure"))
    }
}
