package import ActivationDomain
internal import Transcripts

extension SSHChannel {
    package func licences(in engine: LicensingEngine) async throws(ChannelError) -> [LicenceRecord] {
        try await licences(in: engine, windows: true, office: true)
    }

    package func licences(
        in engine: LicensingEngine,
        of product: ProductCatalogue.Product
    ) async throws(ChannelError) -> [LicenceRecord] {
        // Two scripts show the two, and the one of Office may show a window and wait.
        try await licences(in: engine, windows: product.isWindows, office: !product.isWindows)
    }

    private func licences(
        in engine: LicensingEngine,
        windows: Bool,
        office: Bool
    ) async throws(ChannelError) -> [LicenceRecord] {
        guard tools == .scripts else { return try await licencesByPowerShell(engine, id: nil) }
        var records: [LicenceRecord] = []
        if windows, engine == .spp { records += try await windowsLicences() }
        if office, tools == .scripts { records += try await officeLicences(engine) }
        guard records.isEmpty || tools != .scripts else { return records }
        return try await licencesWithoutScripts(engine) { $0.isOfWindows ? windows : office }
    }

    package func licence(id: String, in engine: LicensingEngine) async throws(ChannelError) -> LicenceRecord {
        let id = try Self.checked(id: id)
        var found: LicenceRecord?
        if tools == .scripts {
            switch origin(of: id) {
            case .ospp(let office)?: found = try await officeLicences(office).first { $0.id == id }
            case .slmgr?, nil: found = try await windowsLicences(id: id).first { $0.id == id }
            }
        }
        // A state that is a translated word, or a script that has stopped to work.
        guard let found, found.status != nil else {
            do {
                if let record = try await licencesByPowerShell(engine, id: id).first { return record }
            } catch .scriptsUnavailable(let detail) {
                if found == nil { throw .scriptsUnavailable(detail: detail) }
            }
            if let found { return found }
            throw .protocolViolation(detail: "The computer does not report the licence \(id) any more.")
        }
        return found
    }

    package func service(_ engine: LicensingEngine) async throws(ChannelError) -> LicensingServiceRecord {
        do throws(ChannelError) {
            let script = PowerShellScript.service(engine)
            guard let service = try await values(CIMService.self, script, limit: limits.step).first else {
                throw .protocolViolation(detail: "The computer reports no \(engine.serviceClass).")
            }
            return service.record(engine)
        } catch .scriptsUnavailable(let detail) {
            guard tools == .scripts else { throw .scriptsUnavailable(detail: detail) }
            // The scripts can set what it has, and do not show it for certain.
            return LicensingServiceRecord(engine: engine, version: "", kmsHost: nil, kmsPort: nil)
        }
    }

    // MARK: Scripts

    /// That of Windows, or the one with an id; empty where scripts cannot run.
    private func windowsLicences(id: String? = nil) async throws(ChannelError) -> [LicenceRecord] {
        let command = RemoteCommand.slmgrListing(id: id, host)
        guard let transcript = try await transcript(command, limit: limits.step) else { return [] }
        let records = ScriptLicences.records(transcript)
        if records.isEmpty, let error = transcript.error() { throw error }
        remember(.slmgr, of: records.filter { origin(of: $0.id) == nil })
        return records
    }

    /// Those of Office in an engine; empty where it holds none.
    private func officeLicences(_ engine: LicensingEngine) async throws(ChannelError) -> [LicenceRecord] {
        // Up to Windows 7 each Office has the service that only Office 2010 has on later ones.
        let isOld = try await system().version.hasPrefix("6.1.")
        switch engine {
        case .spp: return isOld ? [] : try await officeLicences(.office15And16)
        case .ospp:
            let old = try await officeLicences(.office14)
            guard isOld, tools == .scripts else { return old }
            return old + (try await officeLicences(.office15And16))
        }
    }

    /// Those that an Office's script shows; empty where there is none.
    private func officeLicences(_ office: OfficeScript) async throws(ChannelError) -> [LicenceRecord] {
        let command = RemoteCommand.osppListing(office, host)
        guard let transcript = try await transcript(command, limit: limits.step) else { return [] }
        let records = ScriptLicences.records(transcript, applicationID: office.applicationID)
        if records.isEmpty, let error = transcript.error() { throw error }
        remember(.ospp(office), of: records)
        return records
    }

    // MARK: PowerShell

    /// Where scripts cannot run, PowerShell has to; where they show nothing, it may know of an Office in another folder.
    private func licencesWithoutScripts(
        _ engine: LicensingEngine,
        _ isWanted: (LicenceRecord) -> Bool
    ) async throws(ChannelError) -> [LicenceRecord] {
        do {
            let records = try await licencesByPowerShell(engine, id: nil).filter(isWanted)
            if !records.isEmpty { useNoScripts("The scripts show no licence.") }
            return records
        } catch .scriptsUnavailable(let detail) {
            if tools == .scripts, hasAnswered { return [] }
            throw .scriptsUnavailable(detail: detail)
        }
    }

    private func licencesByPowerShell(
        _ engine: LicensingEngine,
        id: String?
    ) async throws(ChannelError) -> [LicenceRecord] {
        do {
            let script = PowerShellScript.licences(engine, id: id)
            return try await values(CIMLicence.self, script, limit: limits.step).map(\.record)
        } catch .hresult(let code, _) where code == 0x8004_1010 {
            // The computer does not have the engine's class.
            return []
        }
    }
}

extension LicenceRecord {
    fileprivate var isOfWindows: Bool { applicationID.lowercased() == ScriptLicences.windowsID }
}
