internal import ActivationDomain
internal import NIOCore

/// Looks after an activation that the computer has not answered, until it shows what has come of it.
struct ActivationWatch: Sendable {
    /// How it has ended, as far as that shows.
    enum Outcome: Sendable {
        case activated
        /// The computer's event of it.
        case noted(ActivationEventRecord)
        /// The time was up before anything showed, or the computer could not be read any more.
        case unknown
        case cancelled
    }

    let channel: any ComputerChannel
    let clock: any Clock<Duration>
    let pause: Duration
    let id: String
    let engine: LicensingEngine

    /// Reads the licence and the log every few seconds.
    ///
    /// - Parameters:
    ///   - numberBefore: The number of the newest event before the activation, if it is known.
    ///   - isActive: Is given the licence as it was read each time.
    /// - Returns: What it has come to.
    func outcome(numberBefore: Int?, isActive: (LicenceRecord) -> Bool) async -> Outcome {
        var activation = UnansweredActivation(numberBefore: numberBefore, pause: pause)
        while true {
            var (holds, event) = (false, ActivationEventRecord?.none)
            do {
                holds = isActive(try await channel.licence(id: id, in: engine))
                if !holds, numberBefore != nil { event = try await channel.newestActivationEvent() }
            } catch {
                // A computer that restarts, or is busy with what was asked of it, can be read later.
                guard error.mayPass else { return error == .cancelled ? .cancelled : .unknown }
            }
            switch activation.next(isActive: holds, event: event, remaining: Duration(channel.end - .now())) {
            case .activated: return .activated
            case .noted(let event): return .noted(event)
            case .unknown: return .unknown
            case .look(let pause):
                do { try await clock.sleep(for: pause) } catch { return .cancelled }
            }
        }
    }
}

extension ChannelError {
    /// Whether what was asked may have happened although the call failed.
    var leavesOpen: Bool {
        switch self {
        case .operationTimeout, .stepTimeout, .connectionLost: true
        default: false
        }
    }

    /// Whether the computer may well be read a little later.
    fileprivate var mayPass: Bool {
        switch self {
        case .hresult, .connectionRefused, .connectTimeout, .unreachable: true
        default: leavesOpen
        }
    }
}
