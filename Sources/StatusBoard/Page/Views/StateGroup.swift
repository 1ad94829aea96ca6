internal import ActivationDomain
internal import BoardProjection

/// States that mean the same to who looks at a campaign: one colour, one pattern, one shape.
enum StateGroup: String, Sendable, CaseIterable {
    case active, running, waiting, queued, needs

    init(_ state: ActivationState) {
        self =
            switch state {
            case .activated: .active
            case .running: .running
            case .deferred, .parked: .waiting
            case .enrolled: .queued
            case .failed, .refused, .expired, .cancelled: .needs
            }
    }

    /// The states that belong to it, in their order.
    var states: [ActivationState] { ActivationState.allCases.filter { StateGroup($0) == self } }

    func count(in counts: StateCounts) -> Int { states.reduce(0) { $0 + counts[$1] } }
}

extension Texts {
    /// A state as word, shape and colour.
    func sign(_ state: ActivationState) -> View {
        let group = StateGroup(state)
        let icon =
            switch state {
            case .refused, .expired, .cancelled: state.rawValue
            default: group.rawValue
            }
        return ["kind": group.rawValue, "icon": icon, "word": self("state." + state.rawValue)]
    }

    /// The status of a licence as word, shape and colour; a word that is not known is shown as it is.
    func sign(licence status: String) -> View {
        let group: StateGroup =
            switch status {
            case LicenceStatus.licensed.word: .active
            case LicenceStatus.unlicensed.word, LicenceStatus.notification.word: .needs
            default: .waiting
            }
        let key = "licence." + status
        return ["kind": group.rawValue, "icon": group.rawValue, "word": has(key) ? self(key) : status]
    }
}
