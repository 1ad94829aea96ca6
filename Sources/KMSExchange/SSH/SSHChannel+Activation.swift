package import ActivationDomain
internal import Transcripts

extension SSHChannel {
    package func activate(id: String, in engine: LicensingEngine) async throws(ChannelError) {
        let id = try Self.checked(id: id)
        guard tools == .scripts else {
            return try await call(PowerShellScript.activation(engine, id: id), limit: limits.activate)
        }
        // Of what ospp.vbs tries, slmgr.vbs can try one alone where Windows' own service has it.
        let command: String
        if engine == .ospp, case .ospp(let office)? = origin(of: id) {
            command = RemoteCommand.osppActivation(office, host)
        } else {
            command = RemoteCommand.slmgrActivation(id: id, host)
        }
        guard let transcript = try await transcript(command, limit: limits.activate) else {
            // Nothing was asked of the service yet.
            return try await call(PowerShellScript.activation(engine, id: id), limit: limits.activate)
        }
        if let error = transcript.error(of: id) { throw error }
        // What claims nothing with a code is judged by the licence that is read back.
        guard transcript.isRecognized, transcript.scriptHost != .scriptMissing else {
            throw .protocolViolation(detail: "The script that activates has printed nothing that can be read.")
        }
    }

    package func setKMSHost(_ name: String, port: Int, on holder: KMSHostHolder) async throws(ChannelError) {
        let name = try Self.checked(host: name)
        let engine: LicensingEngine
        var id: String?
        switch holder {
        case .service(let service): engine = service.engine
        case .licence(let licence, let its):
            engine = its
            id = try Self.checked(id: licence)
        }
        guard tools == .scripts else {
            return try await call(PowerShellScript.host(name, port: port, engine, id: id), limit: limits.step)
        }
        let command: String
        switch (engine, id.flatMap(origin(of:))) {
        case (_, .ospp(let office)?): command = RemoteCommand.osppHost(name, port: port, office, host)
        case (.ospp, _): command = RemoteCommand.osppHost(name, port: port, office, host)
        case (.spp, _): command = RemoteCommand.slmgrHost(name, port: port, id: id, host)
        }
        guard let transcript = try await transcript(command, limit: limits.step) else {
            return try await call(PowerShellScript.host(name, port: port, engine, id: id), limit: limits.step)
        }
        if let error = transcript.error() { throw error }
        guard transcript.items.contains(where: { $0.result == .settingMade }) else {
            throw .protocolViolation(detail: "The script does not say that it has set the KMS host.")
        }
    }

    package func refresh(_ service: LicensingServiceRecord) async throws(ChannelError) {
        // The scripts do it themselves behind an activation.
        guard tools != .scripts else { return }
        try await call(PowerShellScript.refresh(service.engine), limit: limits.step)
    }

    /// That of the Office whose licences were found.
    private var office: OfficeScript { hasOrigin(.office14) ? .office14 : .office15And16 }
}
