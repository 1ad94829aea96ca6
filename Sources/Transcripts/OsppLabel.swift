/// The labels and fixed marks of `ospp.vbs`, which is not translated: they are the same on every Windows.
enum OsppLabel: String, CaseIterable {
    case opening = "Installed product key detected - attempting to activate the following product"
    case productID = "PRODUCT ID"
    case sku = "SKU ID"
    case name = "LICENSE NAME"
    case description = "LICENSE DESCRIPTION"
    case beta = "BETA EXPIRATION"
    case status = "LICENSE STATUS"
    case code = "ERROR CODE"
    case codeText = "ERROR DESCRIPTION"
    case grace = "REMAINING GRACE"
    case key = "Last 5 characters of installed product key"
    case notice = "NOTICE"
    case link = "FOR MORE INFORMATION PLEASE VISIT"
    case activationType = "Activation Type Configuration"
    case discovery = "DNS auto-discovery"
    case discoveredHost = "KMS machine name from DNS"
    case configuredHost = "KMS machine registry override defined"
    case activationInterval = "Activation Interval"
    case renewalInterval = "Renewal Interval"
    case caching = "KMS host caching"

    /// A line's label and what stands behind it.
    static func read(_ line: String) -> (label: OsppLabel, value: String)? {
        guard let colon = line.firstIndex(of: ":"), let label = OsppLabel(rawValue: String(line[..<colon])) else {
            return nil
        }
        return (label, line[line.index(after: colon)...].trimmingBlanks)
    }

    /// Whether a product may begin with the label, where what stands before it is missing; some further down are those
    /// of `slmgr.vbs` too.
    var canBegin: Bool {
        switch self {
        case .opening, .productID, .sku, .name, .description, .status, .code: true
        default: false
        }
    }

    /// Whether a value has all of its label, so that a line without a label is no further part of it.
    func isComplete(_ value: String) -> Bool {
        switch self {
        case .name: value.hasSuffix("edition")
        case .description: value.hasSuffix("channel")
        case .status: value.hasSuffix("---") && value.utf8.count > 6
        case .code: !Scan.codes(in: value).isEmpty
        case .grace: value.hasSuffix(")")
        case .codeText, .notice, .link: false
        default: true
        }
    }
}

/// Lines of `ospp.vbs` that are whole outcomes, written without blanks.
enum OsppMark: String, CaseIterable {
    case activated = "<Productactivationsuccessful>"
    case noKeys = "<Noinstalledproductkeysdetected>"
    case settingMade = "Successfullyappliedsetting."
    case keyInstalled = "<Productkeyinstallationsuccessful>"
    case keyRemoved = "<Productkeyuninstallsuccessful>"
    case keyNotFound = "<Productkeynotfound>"
    case licenceInstalled = "Officelicenseinstalledsuccessfully"
    case noLicences = "NoOfficeKMSlicenseswerefoundonthesystem."

    /// A line of nothing but dashes parts the products.
    static func isSeparator(_ line: String) -> Bool {
        line.utf8.count >= 20 && line.utf8.allSatisfy { $0 == UInt8(ascii: "-") }
    }

    static func isBeginning(_ line: String) -> Bool { line.hasPrefix("---Processing---") }

    static func isEnd(_ line: String) -> Bool { line.hasPrefix("---Exiting---") }
}
