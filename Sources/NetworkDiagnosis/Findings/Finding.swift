/// What one look at the surroundings showed: a line for a person, and the same as JSON.
///
/// Every probe of this module turns what it saw into one of these, so that a command has nothing to do but print them.
package struct Finding: Sendable, Hashable, Codable {
    /// What was looked at.
    package enum Area: String, Sendable, Hashable, Codable, CaseIterable {
        case settings
        case broker
        case dns
        case kmsHost = "kms-host"
        case clock
        case security
        case computer
    }

    /// How good it is.
    package enum State: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
        case ok
        /// Works, or may do no harm; a person should know of it.
        case warning
        /// Something will not work until it is mended.
        case failed

        package static func < (left: State, right: State) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .ok: 0
            case .warning: 1
            case .failed: 2
            }
        }
    }

    /// What was looked at.
    package var area: Area
    /// How good it is.
    package var state: State
    /// The one thing that was looked at, such as `kms1.example.edu:1688`.
    package var subject: String
    /// What was seen: one sentence with its full stop.
    package var sentence: String
    /// What to do about it, in sentences; nil when there is nothing to do.
    package var advice: String?
    /// The advice in Traditional Chinese, where a catalogue has it.
    package var chineseAdvice: String?
    /// The same for programs: names in lower camel case, numbers as decimal text, seconds where no unit is named.
    package var data: [String: String]

    /// Makes a finding.
    package init(
        _ area: Area,
        _ state: State,
        _ subject: String,
        _ sentence: String,
        advice: String? = nil,
        data: [String: String] = [:]
    ) {
        self.area = area
        self.state = state
        self.subject = subject
        self.sentence = sentence
        self.advice = advice
        self.data = data
    }
}
