/// What someone may do on the board.
package enum BoardRole: String, Sendable, Hashable, CaseIterable {
    /// Sees everything.
    case viewer
    /// Sees everything, acknowledges alarms and writes notes.
    case `operator`
}
