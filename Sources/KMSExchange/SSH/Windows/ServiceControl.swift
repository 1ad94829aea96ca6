/// What `sc.exe` and `net.exe` print, whose words in capitals and numbers are not translated.
enum ServiceControl {
    /// Checks the output of ``RemoteCommand/restart(_:)``.
    static func check(_ text: String, _ service: ManagedService) throws(ChannelError) {
        if text.contains("DISABLED") {
            throw .hresult(0x8007_0422, detail: "The service \(service.rawValue) is disabled.")
        }
        guard !isRunning(text) else { return }
        let number = number(in: text) ?? 0x041D
        throw .hresult(0x8007_0000 | number, detail: "The service \(service.rawValue) does not run after a restart.")
    }

    /// State 4 is "running".
    private static func isRunning(_ text: String) -> Bool {
        text.contains("RUNNING") || text.split(whereSeparator: \.isNewline).contains { $0.contains(": 4 ") }
    }

    /// The Win32 error: `[SC] OpenService … 1060:` by the one program, `NET HELPMSG 3521` or a bare number by the other.
    private static func number(in text: String) -> UInt32? {
        for line in text.split(whereSeparator: \.isNewline) {
            let numbers = line.utf8.split { !(48...57).contains($0) }.compactMap {
                UInt32(String(decoding: $0, as: UTF8.self))
            }
            guard let number = numbers.first(where: { (1...0xFFFF).contains($0) }) else { continue }
            if line.contains("[SC]") || line.contains("NET HELPMSG") { return number }
        }
        return nil
    }
}
