internal import ActivationDomain
internal import BoardProjection

extension Texts {
    /// What a code means; the code itself where its events say nothing.
    func title(_ error: ErrorFacts) -> String { error.title[language].unlessEmpty ?? error.code }

    /// What the list of jobs shows of the trouble.
    func trouble(_ error: ErrorFacts?) -> View? {
        error.map { ["title": title($0), "code": $0.code] }
    }
}
