internal import ActivationDomain
internal import BoardProjection

/// Addresses of the API under which a list is to be had as a table for a spreadsheet.
///
/// The API refuses what it does not know, so each has what belongs to its list and nothing else of the page's address.
enum ListFile {
    private static let base = ["api", "v1"]

    static func jobs(_ campaign: String, _ filter: BoardFilter, isByDue: Bool, _ language: Language) -> String {
        let name = isByDue ? "waiting.csv" : "jobs.csv"
        let file = PageAddress(
            base + ["campaigns", campaign, name],
            ["site": filter.site, "lab": filter.lab, "product": filter.product, "code": filter.code]
        )
        let states = filter.states.map(\.rawValue).sorted()
        return file.adding("state", states).with("language", language.rawValue).text
    }

    static func labs(_ campaign: String) -> String { PageAddress(base + ["campaigns", campaign, "labs.csv"]).text }

    static func problems(_ campaign: String, _ language: Language) -> String {
        PageAddress(base + ["campaigns", campaign, "problems.csv"], ["language": language.rawValue]).text
    }

    static func workers() -> String { PageAddress(base + ["workers.csv"]).text }

    static func alarms(_ language: Language) -> String {
        PageAddress(base + ["alarms.csv"], ["language": language.rawValue]).text
    }

    static func rejections() -> String { PageAddress(base + ["rejections.csv"]).text }

    static func computers(matching query: String) -> String {
        PageAddress(base + ["computers.csv"], ["q": query.unlessEmpty]).text
    }

    static func silentComputers() -> String { PageAddress(base + ["computers", "silent.csv"]).text }

    static func expiringLicences(days: Int) -> String {
        PageAddress(base + ["licences", "expiring.csv"], ["within": "\(days)d"]).text
    }
}
