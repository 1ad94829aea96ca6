package import ActivationDomain

/// What an operator has written.
package struct OperatorNote: Sendable, Hashable {
    package var id: Int64
    package var subject: NoteSubject
    package var text: String
    package var author: String
    package var writtenAt: Timestamp
}

/// That an operator has taken an alarm in hand.
package struct Acknowledgement: Sendable, Hashable {
    package var alarm: String
    package var author: String
    package var at: Timestamp
    /// Up to which news of the alarm it holds.
    package var seenUntil: Timestamp
}
