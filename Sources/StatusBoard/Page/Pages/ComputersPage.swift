internal import ActivationDomain
internal import BoardProjection
internal import Foundation

/// Finds computers by a part of name, asset tag or address.
struct ComputersPage {
    let context: PageContext

    private var texts: Texts { context.texts }

    func content() async throws -> PageContent {
        let query = (context.address["q"] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        let page = try await context.reader.computers(
            matching: query,
            after: context.key(),
            limit: PageContext.rows
        )
        let view: View = [
            "notices": try await BoardNotices(context, campaign: nil).view(texts), "query": query,
            "found": query.isEmpty ? nil : found(query, page), "csv": ListFile.computers(matching: query),
            "hasRows": !page.rows.isEmpty,
            "rows": page.rows.map(row), "pager": texts.pager(context.address, "after", page.next),
        ]
        let title = query.isEmpty ? texts("page.computers") : "\(query) · \(texts("page.computers"))"
        return PageContent(title: title, template: "computers", view: view)
    }

    private func found(_ query: String, _ page: BoardPage<ComputerFacts>) -> String? {
        if page.next != nil { return texts("computers.foundmore", count: page.rows.count) }
        if context.key() != nil { return nil }
        return page.rows.isEmpty
            ? texts("computers.none", ["query": query]) : texts("computers.found", count: page.rows.count)
    }

    private func row(_ computer: ComputerFacts) -> View {
        let licences = computer.licences.map { licence in
            ["product": licence.product, "sign": texts.sign(licence: licence.status)] as View
        }
        return texts.row(computer, licences)
    }
}

extension Texts {
    /// A computer in a list.
    func row(_ computer: ComputerFacts, _ licences: [View] = []) -> View {
        [
            "name": computer.name, "href": PageContext.computer(computer.name), "site": computer.site,
            "lab": computer.lab, "assetTag": computer.assetTag, "address": computer.address, "licences": licences,
            "heardAt": time(computer.heardAt),
        ]
    }
}
