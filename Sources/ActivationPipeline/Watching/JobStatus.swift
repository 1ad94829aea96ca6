package import ActivationDomain

/// Where the job of one product on one computer stands.
package struct JobStatus: Sendable, Hashable {
    package var computer: String
    package var product: String
    package var lab: String
    package var round: Int
    package var state: ActivationState
    package var attempt: Int
    package var code: String?
    package var innerCode: String?

    /// The code that decides: the inner one where there is one.
    package var decidingCode: String? { innerCode ?? code }
}
