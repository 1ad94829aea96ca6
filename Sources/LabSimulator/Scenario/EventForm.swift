/// How the fields of event 12288 lie in `InsertionStrings`.
package enum EventForm: String, Sendable, CaseIterable {
    /// One string a field.
    case separate
    /// One string with all fields, separated by a comma and a blank.
    case joined
}
