package import ActivationDomain
package import BoardProjection

/// A licence as a computer reported it.
package struct APILicence: APIValue {
    var product: String
    var status: String
    var expiresAt: APITime?
    var kmsHost: String?
    var readAt: APITime

    init(_ facts: LicenceFacts) {
        product = facts.product
        status = facts.status
        expiresAt = APITime(facts.expiresAt)
        kmsHost = facts.kmsHost
        readAt = APITime(facts.readAt)
    }

    package static let schemaName = "Licence"
    package static let schema = APISchema(
        "A licence as the computer itself reported it.",
        .always("product", .text, "A key of the product catalogue."),
        .always("status", .text, "Such as `licensed` or `notification`."),
        .sometimes(
            "expiresAt",
            .time,
            "When it must have been renewed; left out for one without an end, or not active."
        ),
        .sometimes("kmsHost", .text, "The KMS host that the licensing service named, as host or host:port."),
        .always("readAt", .time)
    )
}

/// A computer with its licences.
package struct APIComputer: APIValue {
    var name: String
    var address: String
    var assetTag: String
    var channel: String
    var site: String
    var lab: String
    var heardAt: APITime?
    var licences: [APILicence]

    init(_ facts: ComputerFacts) {
        name = facts.name
        address = facts.address
        assetTag = facts.assetTag
        channel = facts.channel
        site = facts.site
        lab = facts.lab
        heardAt = APITime(facts.heardAt)
        licences = facts.licences.map(APILicence.init)
    }

    package static let schemaName = "Computer"
    package static let schema = APISchema(
        "A computer with what is known of its licences.",
        .always("name", .text),
        .always("address", .text),
        .always("assetTag", .text),
        .always("channel", .text, "By what it is managed: `winrm` or `ssh`."),
        .always("site", .text),
        .always("lab", .text),
        .sometimes("heardAt", .time, "When the computer itself last answered a worker; left out for never."),
        .always("licences", .list(of: APILicence.self))
    )
}

/// A part of a list of computers.
package struct APIComputers: APIValue {
    var computers: [APIComputer]
    var next: String?

    package init(_ computers: [ComputerFacts], next: String?) {
        self.computers = computers.map(APIComputer.init)
        self.next = next
    }

    package static let schemaName = "Computers"
    package static let schema = APISchema(
        "A part of a list of computers.",
        .always("computers", .list(of: APIComputer.self)),
        .sometimes("next", .text, "The `after` of the part behind this one; left out at the end.")
    )
}

/// A part of the list of computers that were not heard of.
package struct APISilentComputers: APIValue {
    var since: APITime
    var computers: [APIComputer]
    var next: String?

    package init(since: Timestamp, _ computers: [ComputerFacts], next: String?) {
        self.since = APITime(since)
        self.computers = computers.map(APIComputer.init)
        self.next = next
    }

    package static let schemaName = "SilentComputers"
    package static let schema = APISchema(
        "A part of the list of computers that have not answered since a time.",
        .always("since", .time),
        .always(
            "computers",
            .list(of: APIComputer.self),
            "The longest silent first; for one that never answered, that counts from its first enrolment."
        ),
        .sometimes("next", .text, "The `after` of the part behind this one; left out at the end.")
    )
}

/// A licence in the list of those that end soon.
package struct APIExpiry: APIValue {
    var computer: String
    var site: String
    var lab: String
    var licence: APILicence

    package init(_ facts: ExpiryFacts) {
        computer = facts.computer
        site = facts.site
        lab = facts.lab
        licence = APILicence(facts.licence)
    }

    package static let schemaName = "Expiry"
    package static let schema = APISchema(
        "A licence that ends soon, or has ended.",
        .always("computer", .text),
        .always("site", .text),
        .always("lab", .text),
        .always("licence", .reference(APILicence.self))
    )
}

/// A part of the list of licences that end soon.
package struct APIExpiries: APIValue {
    var before: APITime
    var licences: [APIExpiry]
    var next: String?

    package init(before: Timestamp, _ licences: [ExpiryFacts], next: String?) {
        self.before = APITime(before)
        self.licences = licences.map(APIExpiry.init)
        self.next = next
    }

    package static let schemaName = "Expiries"
    package static let schema = APISchema(
        "A part of the list of licences that end before a time; those that have ended are among them.",
        .always("before", .time),
        .always("licences", .list(of: APIExpiry.self), "The next to end first."),
        .sometimes("next", .text, "The `after` of the part behind this one; left out at the end.")
    )
}
