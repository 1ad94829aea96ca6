/// A service of Windows, as `Win32_Service` shows it.
struct WindowsService {
    let name: String
    let displayName: String
    var isRunning = true
    /// How often it was started again.
    var restarts = 0

    /// Those that a client may ask about.
    static let all = [
        WindowsService(name: "sppsvc", displayName: "Software Protection"),
        WindowsService(name: "osppsvc", displayName: "Office Software Protection Platform"),
        WindowsService(name: "W32Time", displayName: "Windows Time"),
    ]
}

/// What can be wrong with the services of a computer when they are to be restarted.
package enum ServiceFault: String, Sendable, CaseIterable {
    /// They are disabled: nothing starts them.
    case disabled
    /// The user may not stop them: method result 2.
    case denied
}

/// What has to be mended on a computer before its licences can be activated.
package enum LabNeed: String, Sendable, CaseIterable {
    /// A restart of the licensing service.
    case licensingService = "licensing-service"
    /// A clock that is right within the four hours that a KMS host allows.
    case clock
}

extension SimulatedComputer {
    /// Stops or starts a service.
    ///
    /// - Returns: the method's own result (`Win32_Service`: 0 done, 2 denied, 6 not active, 10 running already, 14
    ///   disabled); nil for a method that the lab does not have.
    mutating func control(_ method: String, service index: Int) -> UInt32? {
        guard method == "StopService" || method == "StartService" else { return nil }
        if scenario.serviceFault == .denied { return 2 }
        if method == "StopService" {
            guard windowsServices[index].isRunning else { return 6 }
            windowsServices[index].isRunning = false
            return 0
        }
        if scenario.serviceFault == .disabled { return 14 }
        guard !windowsServices[index].isRunning else { return 10 }
        windowsServices[index].isRunning = true
        windowsServices[index].restarts += 1
        if windowsServices[index].name == "W32Time", scenario.hasTimeSource { clockOffset = 0 }
        return 0
    }

    /// Whether what a product needs has been mended.
    func isMended(_ need: LabNeed, isOfOffice: Bool) -> Bool {
        switch need {
        case .licensingService: windowsServices[isOfOffice ? 1 : 0].restarts > 0
        case .clock: abs(clockOffset) < 4 * 3600
        }
    }

    /// The instances of `Win32_Service`.
    func serviceInstances(_ schema: WMIClass) -> [WMIInstance] {
        windowsServices.map { service in
            var instance = WMIInstance(schema)
            instance["Name"] = .string(service.name)
            instance["DisplayName"] = .string(service.displayName)
            instance["Started"] = .boolean(service.isRunning)
            instance["StartMode"] = .string(scenario.serviceFault == .disabled ? "Disabled" : "Manual")
            instance["State"] = .string(service.isRunning ? "Running" : "Stopped")
            return instance
        }
    }
}
