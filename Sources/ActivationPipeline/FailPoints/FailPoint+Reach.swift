#if DEBUG
internal import Foundation
internal import Synchronization

extension FailPoint {
    /// Ends the process here, as SIGKILL would, if the environment says so.
    package static func reach(_ point: FailPoint, computer: @autoclosure () -> String? = nil) {
        guard let plan = FailPointPlan.chosen, plan.point == point else { return }
        switch plan.occasion {
        case .count(let count):
            guard FailPointPlan.reached.wrappingAdd(1, ordering: .relaxed).newValue == count else { return }
        case .computer(let name):
            guard computer()?.lowercased() == name.lowercased() else { return }
        }
        kill(getpid(), SIGKILL)
        // The signal may take a moment to be delivered, in which nothing more may happen.
        while true { pause() }
    }
}

/// Which point is to end the process, and when.
package struct FailPointPlan: Equatable, Sendable {
    /// The occasion that counts.
    package enum Occasion: Equatable, Sendable {
        case count(Int)
        case computer(String)
    }

    package var point: FailPoint
    package var occasion: Occasion

    /// Reads `NAME`, `NAME:COUNT` or `NAME@COMPUTER`; nil when it is none of them.
    package init?(_ text: String) {
        let end = text.firstIndex { $0 == ":" || $0 == "@" } ?? text.endIndex
        guard let point = FailPoint(rawValue: String(text[..<end])) else { return nil }
        self.point = point
        let rest = text[end...].dropFirst()
        switch text[end...].first {
        case nil: occasion = .count(1)
        case ":":
            guard let count = Int(rest), count > 0 else { return nil }
            occasion = .count(count)
        default:
            guard !rest.isEmpty else { return nil }
            occasion = .computer(String(rest))
        }
    }

    static let chosen = ProcessInfo.processInfo.environment[FailPoint.variable].flatMap { FailPointPlan($0) }
    static let reached = Atomic<Int>(0)
}
#else
extension FailPoint {
    /// Nothing: a release build does not die on purpose.
    @inline(__always)
    package static func reach(_ point: FailPoint, computer: @autoclosure () -> String? = nil) {}
}
#endif
