package import ActivationDomain

/// Which jobs of a campaign are meant; what is nil or empty does not restrict.
package struct BoardFilter: Sendable, Hashable {
    package var site: String?
    package var lab: String?
    package var product: String?
    package var states: Set<ActivationState> = []
    /// The code that decides, such as `0xC004F038`.
    package var code: String?

    /// Makes a filter that lets everything through.
    package init() {}

    /// Whether everything goes through.
    package var isEmpty: Bool { self == BoardFilter() }
}
