internal import ActivationDomain

/// One repair on a computer, and what is to be told of it.
///
/// An object, since it waits for services that stop and start.
final class Mending {
    /// How often the clock is read, a second apart, until it is right.
    private static let readings = 10
    /// A KMS host takes a request whose time is four hours off at most; a clock that was set is much nearer.
    private static let rightSeconds = 300.0

    /// What was done, as the evidence has it.
    private(set) var report = ""
    private let channel: any ComputerChannel
    private let mend: Mend
    private let service: ManagedService

    init(channel: any ComputerChannel, _ mend: Mend, _ engine: LicensingEngine) {
        self.channel = channel
        self.mend = mend
        service = mend == .clock ? .w32time : ManagedService(engine)
    }

    /// Carries it out; false when it could not be done, so that another activation would be of no use.
    func carryOut(offsetBefore: Double?) async -> Bool {
        do {
            try await channel.restart(service)
            report = "\(mend.rawValue): the service \(service.rawValue) was restarted"
            guard mend == .clock else { return true }
            let offset = try await newOffset()
            report += "; the clock is off by \(Int(offset.rounded())) s"
            if let offsetBefore { report += ", before by \(Int(offsetBefore.rounded())) s" }
            return true
        } catch {
            let cause = [error.code.text, error.detail].compactMap(\.self).joined(separator: " ")
            report += (report.isEmpty ? "\(mend.rawValue): " : "; then ") + "it failed: \(cause)"
            return false
        }
    }

    /// The clock's offset once the time service has set it, or as it stays.
    private func newOffset() async throws(ChannelError) -> Double {
        var offset = try await channel.clock().offsetSeconds
        for _ in 1..<Self.readings where abs(offset) > Self.rightSeconds {
            do {
                try await Task.sleep(for: .seconds(1))
            } catch {
                throw .cancelled
            }
            offset = try await channel.clock().offsetSeconds
        }
        return offset
    }
}
