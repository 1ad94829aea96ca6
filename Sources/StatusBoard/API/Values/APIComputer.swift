internal import ActivationDomain
internal import BoardProjection

/// A licence as a computer reported it.
struct APILicence: APIValue {
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

    static let schemaName = "Licence"
    static let schema = APISchema(
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
struct APIComputer: APIValue {
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

    static let schemaName = "Computer"
    static let schema = APISchema(
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
struct APIComputers: APIValue {
    var computers: [APIComputer]
    var next: String?

    static let schemaName = "Computers"
    static let schema = APISchema(
        "A part of a list of computers.",
        .always("computers", .list(of: APIComputer.self)),
        .sometimes("next", .text, "The `after` of the part behind this one; left out at the end.")
    )
}

/// A part of the list of computers that were not heard of.
struct APISilentComputers: APIValue {
    var since: APITime
    var computers: [APIComputer]
    var next: String?

    static let schemaName = "SilentComputers"
    static let schema = APISchema(
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
struct APIExpiry: APIValue {
    var computer: String
    var site: String
    var lab: String
    var licence: APILicence

    init(_ facts: ExpiryFacts) {
        computer = facts.computer
        site = facts.site
        lab = facts.lab
        licence = APILicence(facts.licence)
    }

    static let schemaName = "Expiry"
    static let schema = APISchema(
        "A licence that ends soon, or has ended.",
        .always("computer", .text),
        .always("site", .text),
        .always("lab", .text),
        .always("licence", .reference(APILicence.self))
    )
}

/// A part of the list of licences that end soon.
struct APIExpiries: APIValue {
    var before: APITime
    var licences: [APIExpiry]
    var next: String?

    static let schemaName = "Expiries"
    static let schema = APISchema(
        "A part of the list of licences that end before a time; those that have ended are among them.",
        .always("before", .time),
        .always("licences", .list(of: APIExpiry.self), "The next to end first."),
        .sometimes("next", .text, "The `after` of the part behind this one; left out at the end.")
    )
}
