/// What is wrong with a text that should be a network.
package struct IPNetworkError: Error, CustomStringConvertible {
    /// What is wrong and what to write instead: a clause without a full stop, to be put behind the place it was found.
    package let message: String

    /// The message.
    package var description: String { message }
}
