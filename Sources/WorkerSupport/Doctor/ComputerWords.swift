internal import ActivationDomain
internal import Foundation
internal import KMSExchange
internal import NetworkDiagnosis

/// What was seen of a computer, as lines for a person.
struct ComputerWords: Sendable {
    /// From here on Kerberos fails, and from four hours on a KMS host refuses.
    private static let kerberosLimit = 300.0
    private static let kmsLimit = 4.0 * 3600

    private let computer: RegisteredComputer
    private let settings: Settings
    private let errors: ErrorCatalogue

    init(_ computer: RegisteredComputer, _ settings: Settings, _ errors: ErrorCatalogue) {
        self.computer = computer
        self.settings = settings
        self.errors = errors
    }

    private var name: String { computer.name }
    private var isWinRM: Bool { computer.channel == ManagementChannel.winrm.rawValue }

    /// What should listen there.
    var service: String { isWinRM ? "WinRM (\"winrm quickconfig\")" : "sshd (\"Start-Service sshd\")" }

    private func finding(
        _ state: Finding.State,
        _ sentence: String,
        _ advice: String? = nil,
        _ data: [String: String]
    ) -> Finding {
        Finding(.computer, state, name, sentence, advice: advice, data: data)
    }

    /// With what the catalogue says is to be done.
    private func advised(_ finding: Finding, by entry: ErrorCatalogue.Entry) -> Finding {
        var finding = finding
        finding.advice = entry.advice[.english]
        finding.chineseAdvice = entry.advice[.traditionalChinese]
        return finding
    }

    /// A probe's line as one of this computer's.
    func named(_ probe: Finding) -> Finding {
        var finding = probe
        finding.subject = name
        finding.data["place"] = probe.subject
        return finding
    }

    // MARK: Where it is

    func place(_ addresses: [IPAddress]?, _ verdict: AddressGuard.Verdict) -> Finding {
        let list = (addresses ?? []).withoutRepeats.prefix(4).map(\.description).joined(separator: ", ")
        let whole = "\(name) is \(computer.address)" + (list == computer.address ? "" : " (\(list))")
        let data = ["address": computer.address, "addresses": list]
        switch verdict {
        case .allowed:
            return finding(.ok, "\(whole), in worker.allowedNetworks.", nil, data.with("outcome", "allowed"))
        case .notFound:
            return finding(
                .failed,
                "\(name) is \(computer.address), and no address is found for that.",
                "Mend its address in the register, or its name in DNS.",
                data.with("outcome", "no-address")
            )
        case .unanswered:
            let entry = errors.entry(.noDNS)
            let sentence =
                "\(name) is \(computer.address), and no DNS server answers, or it failed: its address is not known."
            return advised(
                finding(.failed, sentence, nil, data.with("outcome", ErrorCode.noDNS.text)),
                by: entry
            )
        case .notAllowed(let outside):
            return finding(
                .failed,
                "\(whole); \(outside) lies outside worker.allowedNetworks, so a worker contacts it never.",
                "Mend its address in the register, or add its network to worker.allowedNetworks.",
                data.with("outcome", "not-allowed")
            )
        }
    }

    // MARK: Whether it lets us in

    func loggedOn(by means: String?) -> Finding {
        var data = ["outcome": "logged-on"]
        data["means"] = means
        let by = means.map { " by \($0.withoutFullStop)" } ?? ""
        return finding(.ok, "\(name) takes the log-on\(by)\(over(means)).", nil, data)
    }

    private func over(_ means: String?) -> String {
        guard isWinRM else { return "" }
        if settings.worker.winrm.scheme == .https { return ", over TLS, its certificate being trusted" }
        return means == "basic" ? ", over http, where anyone can read it" : ", over http, every message being encrypted"
    }

    func failure(_ failure: ExchangeFailure) -> Finding {
        let result = failure.result
        let detail = result.evidence.detail.map { " (\($0.withoutFullStop))" } ?? ""
        func told(_ code: ErrorCode) -> Finding {
            let entry = errors.entry(code)
            return advised(
                finding(
                    .failed,
                    "\(name): \(entry.title[.english].withoutFullStop)\(detail).",
                    nil,
                    ["outcome": code.text]
                ),
                by: entry
            )
        }
        switch result.outcome {
        case .failed(let code, let inner): return told(inner ?? code)
        case .refused(let code): return told(code)
        case .parked(let code, _):
            return finding(
                .warning,
                "\(name) was not asked: \(code.reasonNotToTry).",
                "Mend the credential, so that no account is locked.",
                ["outcome": code.text]
            )
        case .activated, .interrupted:
            return finding(.warning, "The look at \(name) was interrupted.", "Try again.", ["outcome": "interrupted"])
        }
    }

    // MARK: What it says

    func system(_ system: ComputerSystem?) -> Finding? {
        guard let system else { return nil }
        let text = "\(system.caption ?? "Windows") \(system.version)"
        return finding(.ok, "\(name) runs \(text).", nil, ["version": system.version])
    }

    /// The licence of a product, then its KMS host.
    func licence(_ product: ComputerLook.Product) -> [Finding] {
        var data = ["product": product.key]
        guard let licence = product.deciding else {
            let instead = product.unfit.map { ", but \($0)" } ?? ""
            return [
                advised(
                    finding(
                        .failed,
                        "\(name) has no volume licence of \(product.key) for KMS\(instead).",
                        nil,
                        data.with("outcome", ErrorCode.noKMSEdition.text)
                    ),
                    by: errors.entry(.noKMSEdition)
                )
            ]
        }
        let state = licence.status?.word ?? "in an unknown state"
        data["status"] = state
        data["minutesRemaining"] = "\(licence.minutesRemaining)"
        let left = licence.minutesRemaining == 0 ? "" : ", for \(Self.days(licence.minutesRemaining))"
        let isActive = licence.status == .licensed
        var line = finding(isActive ? .ok : .warning, "\(name) has \(product.key): \(state)\(left).", nil, data)
        if !isActive {
            line.advice = reason(licence, in: .english)
            line.chineseAdvice = reason(licence, in: .traditionalChinese)
        }
        return [line, kmsHost(product)]
    }

    private func reason(_ licence: LicenceRecord, in language: Language) -> String {
        let command = "rollcall enroll --register FILE --campaign NAME --computer \(name)"
        let isChinese = language == .traditionalChinese
        let enrol = isChinese ? "請登記這台電腦（\(command)）。" : "Enrol it (\"\(command)\")."
        guard licence.statusReason >= 0x8000_0000 else { return enrol }
        let code = ErrorCode(hresult: licence.statusReason)
        let title = errors.entry(code).title[language].withoutFullStop
        return isChinese ? "\(code)：\(title)。\(enrol)" : "\(code): \(title). \(enrol)"
    }

    private func kmsHost(_ product: ComputerLook.Product) -> Finding {
        var data = ["product": product.key]
        guard let host = product.kmsHost else {
            return finding(
                settings.kms.host == nil ? .warning : .ok,
                "\(name) has no KMS host for \(product.key) yet"
                    + (settings.kms.host == nil ? "." : "; a worker sets it."),
                settings.kms.host == nil ? "Let DNS name one (SRV record _vlmcs._tcp), or set kms.host." : nil,
                data.with("outcome", "none")
            )
        }
        let place = host.name + (host.port.map { ":\($0)" } ?? "")
        let source =
            switch host.source {
            case .licence: ", set for this product"
            case .service: ", set on its licensing service"
            case .discovered: ", found in DNS"
            case nil: ""
            }
        data["kmsHost"] = place
        data["source"] = host.source?.rawValue
        let sentence = "\(name) asks the KMS host \(place) for \(product.key)\(source)"
        guard let wanted = settings.kms.host, !isWanted(host, wanted) else {
            return finding(.ok, sentence + ".", nil, data)
        }
        return finding(
            .warning,
            "\(sentence), and not \(wanted):\(settings.kms.port).",
            "A worker sets kms.host before it activates; if the other one is right, mend kms.host.",
            data
        )
    }

    private func isWanted(_ host: KMSHostInUse, _ wanted: String) -> Bool {
        host.name.folded == wanted.folded && (host.port ?? 1688) == settings.kms.port
    }

    func clock(_ clock: ComputerClock?) -> Finding {
        guard let clock else {
            return finding(.warning, "\(name) does not tell its time.", "Look at its clock.", ["outcome": "not-told"])
        }
        let offset = clock.offsetSeconds
        let size = offset.magnitude
        let data = ["offsetSeconds": String(format: "%.1f", offset), "zoneOffsetMinutes": "\(clock.zoneOffsetMinutes)"]
        guard size > 60 else {
            return finding(
                .ok,
                "The clock of \(name) agrees with this computer's to \(Int(size.rounded(.up))) s.",
                nil,
                data
            )
        }
        let way = offset > 0 ? "ahead of" : "behind"
        let state: Finding.State = size > Self.kmsLimit ? .failed : .warning
        let because =
            size > Self.kmsLimit
            ? " A KMS host refuses from four hours on."
            : size > Self.kerberosLimit ? " Kerberos fails from five minutes on." : ""
        return finding(
            state,
            "The clock of \(name) is \(Self.minutes(size)) \(way) this computer's.",
            "Let it set its clock (\"w32tm /resync\"), and see that its time zone is right." + because,
            data
        )
    }

    private static func days(_ minutes: Int) -> String {
        let days = minutes / 1440
        return days > 1 ? "\(days) days more" : "\(minutes) minutes more"
    }

    private static func minutes(_ seconds: Double) -> String {
        guard seconds < 1e9 else { return "years" }
        let minutes = Int(seconds / 60)
        if minutes < 120 { return "\(minutes) min \(Int(seconds) % 60) s" }
        return minutes > 2880 ? "\(Int((seconds / 86_400).rounded())) days" : "\(minutes / 60) h \(minutes % 60) min"
    }
}

extension [String: String] {
    /// With one more of them.
    fileprivate func with(_ key: String, _ value: String) -> [String: String] {
        var all = self
        all[key] = value
        return all
    }
}
