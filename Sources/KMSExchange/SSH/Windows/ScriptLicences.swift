internal import ActivationDomain
internal import Transcripts

/// Makes licence records of what the scripts print.
enum ScriptLicences {
    /// The application id of Windows' own licences.
    static let windowsID = "55c92734-d682-4d71-983e-d6ec3f16059f"

    /// The licences of a listing, each once, those with a key alone.
    static func records(_ transcript: Transcript, applicationID: String = windowsID) -> [LicenceRecord] {
        var records: [LicenceRecord] = []
        for item in transcript.items where item.result != .nothingToDo {
            guard let record = record(item, applicationID), !records.contains(where: { $0.id == record.id }) else {
                continue
            }
            records.append(record)
        }
        return records
    }

    /// Nil for an item that names no licence.
    private static func record(_ item: Transcript.Item, _ applicationID: String) -> LicenceRecord? {
        guard let id = item.sku, let description = item.description, item.source == .slmgr || item.source == .ospp
        else { return nil }
        let host = item.kmsHost.flatMap(hostAndPort)
        // slmgr.vbs translates whether the host was set or found in DNS.
        let isHostSet = item.isHostSet ?? false
        return LicenceRecord(
            id: id,
            name: item.name ?? "",
            description: description,
            applicationID: applicationID,
            partialProductKey: item.partialKey,
            isAddon: false,
            // Of a state that slmgr.vbs translates only "licensed" is known for certain.
            status: item.status,
            statusReason: item.code?.hresult ?? 0,
            minutesRemaining: item.minutesRemaining ?? 0,
            kmsHost: isHostSet ? host?.host : nil,
            kmsPort: isHostSet ? host?.port : nil,
            discoveredKMSHost: isHostSet ? nil : host?.host,
            discoveredKMSPort: isHostSet ? nil : host?.port,
            mayBeSet: host != nil && item.isHostSet == nil
        )
    }

    private static func hostAndPort(_ text: String) -> (host: String, port: Int?)? {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let host = text[..<colon].drop { $0 == "[" }.prefix { $0 != "]" }
        return (String(host), Int(text[text.index(after: colon)...]))
    }
}

extension Transcript {
    /// Why the scripts cannot be used; nil when they can.
    var scriptsAreMissing: String? {
        switch scriptHost {
        case .switchedOff: "Windows Script Host is switched off on the computer."
        case .missing: "The computer has no script host, or no VBScript in it."
        case .worked, .unknown, .scriptMissing: nil
        }
    }

    /// The error of an item, as the failed call of a service would have it; nil when it claims none.
    ///
    /// With an `id`, what is said of other licences is passed over.
    func error(of id: String? = nil) -> ChannelError? {
        for item in items where id == nil || item.sku == nil || item.sku == id {
            guard item.result == .failed || item.result == .unreachable, let code = item.code?.hresult,
                code >= 0x8000_0000
            else { continue }
            return .hresult(code, detail: "\(item.source.rawValue) reports \(ErrorCode(hresult: code)).")
        }
        return nil
    }
}
