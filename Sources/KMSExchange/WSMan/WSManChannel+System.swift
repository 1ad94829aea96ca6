extension WSManChannel {
    package func system() async throws(ChannelError) -> ComputerSystem {
        let result = try await query("select Version,Caption from Win32_OperatingSystem", deadline: stepDeadline)
        guard let instance = result.items.first, let version = instance.string("Version") else {
            throw .protocolViolation(detail: "The computer reports no Win32_OperatingSystem with a Version.")
        }
        return ComputerSystem(version: version, caption: instance.string("Caption"))
    }
}
