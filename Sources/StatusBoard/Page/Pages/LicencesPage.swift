internal import ActivationDomain
internal import BoardProjection

/// Licences that end soon, and computers that have not answered for long.
struct LicencesPage {
    let context: PageContext

    /// What the page offers, in days.
    private static let choices = [7, 14, 30, 60, 90]

    private var texts: Texts { context.texts }
    private var address: PageAddress { context.address }

    func content() async throws -> PageContent {
        let now = context.now
        let days = self.days
        let choices = Set(LicencesPage.choices + [days]).sorted()
        let counts = try await context.reader.expiringCounts(before: choices.map { now.advanced(by: .days($0)) })
        let ending = try await context.reader.expiring(
            before: now.advanced(by: .days(days)),
            after: context.key(),
            limit: PageContext.rows
        )
        var view: View = [
            "notices": try await BoardNotices(context, campaign: nil).view(texts),
            "within": zip(choices, counts).map { choice($0, $1, isHere: $0 == days) },
            "endingFile": ListFile.expiringLicences(days: days), "silentFile": ListFile.silentComputers(),
            "hasEnding": !ending.rows.isEmpty, "ending": ending.rows.map { row($0, now) },
            "endingPager": texts.pager(address, "after", ending.next, anchor: "#ending").map { ["pager": $0] as View },
        ]
        try await fillSilent(&view, now)
        return PageContent(title: texts("licences.title"), template: "licences", view: view)
    }

    /// How far ahead is looked; as the settings say where the address does not.
    private var days: Int {
        if let chosen = address["within"].flatMap(Int.init), (1...3650).contains(chosen) { return chosen }
        return max(1, Int(context.source.configuration.expiryWarning.components.seconds / 86_400))
    }

    private func choice(_ days: Int, _ count: Int, isHere: Bool) -> View {
        let link = address.plain.with("after", nil).with("within", String(days))
        return [
            "name": texts("licences.within", count: days), "count": texts.number(count), "href": link.text,
            "isHere": isHere,
        ]
    }

    private func row(_ expiry: ExpiryFacts, _ now: Timestamp) -> View {
        let licence = expiry.licence
        // One without an end is among these since it is not active any more.
        let end = licence.expiresAt ?? licence.readAt
        let left: View = {
            let days = Int(end.since(now).components.seconds / 86_400)
            let text = end <= now ? texts("licences.ended") : texts("licences.left", count: days)
            return ["kind": end <= now ? "bad" : days < 7 ? "warn" : "plain", "text": text]
        }()
        return [
            "computer": expiry.computer, "href": PageContext.computer(expiry.computer), "site": expiry.site,
            "lab": expiry.lab, "product": licence.product, "expiresAt": texts.time(licence.expiresAt), "left": left,
            "sign": texts.sign(licence: licence.status), "kmsHost": licence.kmsHost,
            "readAt": texts.time(licence.readAt),
        ]
    }

    private func fillSilent(_ view: inout View, _ now: Timestamp) async throws {
        let limit = context.source.configuration.silentAfter
        let since = now.advanced(by: .zero - limit)
        let silent = try await context.reader.silent(
            since: since,
            after: context.key("silentAfter"),
            limit: PageContext.rows
        )
        view["silentCount"] = texts.number(try await context.reader.silentCount(since: since))
        view["silentWhat"] = texts("silent.what", ["duration": texts.duration(limit)])
        view["hasSilent"] = !silent.rows.isEmpty
        view["silent"] = silent.rows.map { texts.row($0) }
        view["silentPager"] = texts.pager(address, "silentAfter", silent.next, anchor: "#silent").map {
            ["pager": $0] as View
        }
    }
}

extension Duration {
    static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
}
