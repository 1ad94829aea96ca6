internal import ActivationDomain
internal import NIOCore

extension SSHChannel {
    package func system() async throws(ChannelError) -> ComputerSystem {
        if let version { return ComputerSystem(version: version, caption: nil) }
        let answer = try await link.run(RemoteCommand.version, limit: limits.step)
        guard let version = Self.version(in: answer.text) else {
            throw .protocolViolation(
                detail: ChannelError.shortened("Is it a Windows computer? To ver it says: \(answer.text.oneLine)")
            )
        }
        self.version = version
        return ComputerSystem(version: version, caption: nil)
    }

    package func newestActivationEvent() async throws(ChannelError) -> ActivationEventRecord? {
        let answer = try await link.run(RemoteCommand.events, limit: limits.step)
        if let event = WindowsEventXML.newest(in: answer.output) { return event }
        guard answer.status != 0 else { return nil }
        throw .protocolViolation(detail: ChannelError.shortened("The log cannot be read: \(answer.text.oneLine)"))
    }

    package func clock() async throws(ChannelError) -> ComputerClock {
        let sent = Timestamp.now
        let answer = try await link.run(RemoteCommand.powerShell(PowerShellScript.clock), limit: limits.step)
        let readAt = sent.advanced(by: Timestamp.now.since(sent) / 2)
        guard let clock = Self.clock(in: answer.output, readAt: readAt) else {
            throw .scriptsUnavailable(detail: "PowerShell does not tell the computer's time.")
        }
        return clock
    }

    package func restart(_ service: ManagedService) async throws(ChannelError) {
        let answer = try await link.run(RemoteCommand.restart(service), limit: limits.activate)
        try ServiceControl.check(answer.text, service)
    }

    /// The first three numbers of the first that are four, or three, with full stops.
    static func version(in text: String) -> String? {
        for word in text.split(whereSeparator: { !($0.isASCII && ($0.isNumber || $0 == ".")) }) {
            let numbers = word.split(separator: ".", omittingEmptySubsequences: false)
            guard (3...4).contains(numbers.count), numbers.allSatisfy({ UInt32($0) != nil }) else { continue }
            return numbers.prefix(3).joined(separator: ".")
        }
        return nil
    }

    /// Reads what ``PowerShellScript/clock`` prints.
    static func clock(in text: String, readAt: Timestamp) -> ComputerClock? {
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ", maxSplits: 8)
            guard words.first == "rollcall-clock", words.count >= 8 else { continue }
            let numbers = words[1...7].compactMap { Int($0) }
            guard numbers.count == 7, numbers[..<6].allSatisfy({ $0 >= 0 }) else { continue }
            func padded(_ number: Int, _ width: Int = 2) -> String {
                String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
            }
            let date = "\(padded(numbers[0], 4))-\(padded(numbers[1]))-\(padded(numbers[2]))"
            let hours = "\(padded(numbers[3])):\(padded(numbers[4])):\(padded(numbers[5]))Z"
            guard let time = Timestamp(rfc3339: date + "T" + hours) else { continue }
            let zone = words.count > 8 ? words[8].prefix { $0.isASCII && $0 >= " " }.trimmingXMLBlanks() : ""
            return ComputerClock(
                time: time,
                readAt: readAt,
                zoneOffsetMinutes: numbers[6],
                zoneName: zone.isEmpty ? nil : zone
            )
        }
        return nil
    }
}

extension String {
    /// The lines that are not empty, in one.
    fileprivate var oneLine: String {
        split(whereSeparator: \.isNewline).map { $0.trimmingXMLBlanks() }.filter { !$0.isEmpty }
            .joined(separator: " ")
    }
}
