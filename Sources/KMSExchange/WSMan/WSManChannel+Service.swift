package import ActivationDomain

extension WSManChannel {
    package func service(_ engine: LicensingEngine) async throws(ChannelError) -> LicensingServiceRecord {
        // The class has one instance but its key is the version, so that a Get would need to know it.
        let wql =
            "select Version,KeyManagementServiceMachine,KeyManagementServicePort from \(engine.serviceClass)"
        let result = try await query(wql, deadline: stepDeadline)
        guard let instance = result.items.first, let version = instance.string("Version") else {
            throw .protocolViolation(detail: "The computer reports no \(engine.serviceClass) with a Version.")
        }
        return LicensingServiceRecord(
            engine: engine,
            version: version,
            kmsHost: instance.string("KeyManagementServiceMachine"),
            kmsPort: instance.integer("KeyManagementServicePort").flatMap { $0 > 0 ? $0 : nil }
        )
    }

    package func setKMSHost(_ host: String, port: Int, on holder: KMSHostHolder) async throws(ChannelError) {
        let deadline = stepDeadline
        let (className, key) =
            switch holder {
            case .service(let service): (service.engine.serviceClass, Self.key(of: service))
            case .licence(let id, let engine):
                (engine.productClass, WSManRequest.Selector(name: "ID", value: id))
            }
        for (method, parameters) in [
            ("SetKeyManagementServiceMachine", ["MachineName": host] as KeyValuePairs),
            ("SetKeyManagementServicePort", ["PortNumber": String(port)]),
        ] {
            let request = WSManRequest.invoke(
                method,
                of: className,
                key: key,
                parameters: parameters
            )
            try await invoke(request, method: method, deadline: deadline)
        }
    }

    package func refresh(_ service: LicensingServiceRecord) async throws(ChannelError) {
        let method = "RefreshLicenseStatus"
        let request = WSManRequest.invoke(method, of: service.engine.serviceClass, key: Self.key(of: service))
        try await invoke(request, method: method, deadline: stepDeadline)
    }

    package func clock() async throws(ChannelError) -> ComputerClock {
        let deadline = stepDeadline
        let wql = "select LocalDateTime,CurrentTimeZone from Win32_OperatingSystem"
        let result = try await query(wql, deadline: deadline)
        let zone = result.items.first?.integer("CurrentTimeZone")
        guard let text = result.items.first?.string("LocalDateTime"),
            let local = CIMDateTime(text, fallbackOffsetMinutes: zone)
        else { throw .protocolViolation(detail: "The computer reports no LocalDateTime that can be read.") }
        var name: String?
        do {
            let wql = "select StandardName from Win32_TimeZone"
            name = try await query(wql, deadline: deadline).items.first?.string("StandardName")
        } catch .cancelled {
            throw .cancelled
        } catch {
            // The name is only for people; the clock is known without it.
        }
        return ComputerClock(
            time: local.time,
            readAt: result.readAt,
            zoneOffsetMinutes: zone ?? local.zoneOffsetMinutes ?? 0,
            zoneName: name
        )
    }

    private static func key(of service: LicensingServiceRecord) -> WSManRequest.Selector {
        .init(name: "Version", value: service.version)
    }
}
