internal import ActivationDomain
internal import BoardProjection

/// What a page is made from.
struct PageContext: Sendable {
    let source: BoardSource
    let address: PageAddress
    let visitor: PageVisitor
    let texts: Texts

    var reader: BoardReader { source.reader }
    var now: Timestamp { source.now() }

    /// How many rows a page of a list has.
    static let rows = 100

    /// The campaign that the address names, or the one last heard of; nil when there is none at all.
    ///
    /// - Throws: ``PageFailure`` when the address names one that is not known.
    func campaign() async throws -> CampaignFacts? {
        if let name = address["campaign"] {
            guard let campaign = try await reader.campaign(name) else {
                throw PageFailure.missing("failure.campaign", name)
            }
            return campaign
        }
        return try await reader.campaigns().first
    }

    /// Where a list goes on.
    func key(_ name: String = "after") -> BoardKey? { address[name].flatMap(BoardKey.init(text:)) }

    /// A link to the jobs of a campaign.
    static func jobs(_ campaign: String, site: String? = nil, lab: String? = nil, code: String? = nil) -> PageAddress {
        PageAddress(["jobs"], ["campaign": campaign, "site": site, "lab": lab, "code": code])
    }

    /// A link to a computer's story.
    static func computer(_ name: String) -> String { PageAddress(["computers", name]).text }
}

/// Why there is no page.
enum PageFailure: Error {
    /// No such thing, told by a text that has its name.
    case missing(String, String)
}

/// What a page shows, in its place of the layout.
struct PageContent {
    var title: String
    var template: String
    var view: View
}
