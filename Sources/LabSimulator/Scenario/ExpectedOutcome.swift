/// How the job for one product of one computer ought to end, as the author of the scenario sees it.
package enum ExpectedOutcome: String, Sendable, CaseIterable {
    case activated
    case failed
    case refused
}
