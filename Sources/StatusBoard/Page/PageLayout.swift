internal import ActivationDomain

/// What stands around every page.
struct PageLayout: Sendable {
    private static let places: [(path: [String], text: String)] = [
        ([], "page.overview"), (["jobs"], "page.jobs"), (["computers"], "page.computers"),
        (["licences"], "page.licences"), (["health"], "page.health"),
    ]

    let version: String

    func view(_ address: PageAddress, _ visitor: PageVisitor, _ texts: Texts, now: Timestamp) -> View {
        [
            "language": visitor.language.rawValue, "theme": visitor.theme?.rawValue, "version": version,
            "icon": PageAsset.icon.address, "style": PageAsset.style.address, "script": PageAsset.script.address,
            "home": link([], address).text, "here": address.text, "asOf": texts.time(now),
            "places": PageLayout.places.map { place in
                [
                    "name": texts(place.text), "href": link(place.path, address).text,
                    "isHere": address.path.first == place.path.first,
                ] as View
            },
            "languages": Language.allCases.map { language in
                [
                    "name": language == .english ? "English" : "繁體中文", "tag": language.rawValue,
                    "href": address.plain.with(PageVisitor.languageName, language.rawValue).text,
                    "isHere": language == visitor.language,
                ] as View
            },
            "themes": themes(address, visitor, texts),
            "account": visitor.account.map { ["name": $0.name] as View },
        ]
    }

    /// A campaign that was chosen stays chosen.
    private func link(_ path: [String], _ address: PageAddress) -> PageAddress {
        let keeps = path.isEmpty || path == ["jobs"]
        return PageAddress(path, ["campaign": keeps ? address["campaign"] : nil])
    }

    private func themes(_ address: PageAddress, _ visitor: PageVisitor, _ texts: Texts) -> [View] {
        let names = [PageVisitor.automatic] + PageVisitor.Theme.allCases.map(\.rawValue)
        return names.map { name in
            [
                "name": texts("theme." + name), "href": address.plain.with(PageVisitor.themeName, name).text,
                "isHere": name == visitor.theme?.rawValue ?? PageVisitor.automatic,
            ]
        }
    }
}
