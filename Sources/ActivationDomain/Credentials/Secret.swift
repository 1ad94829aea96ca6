/// A password or another text that must not be shown.
///
/// Whatever prints it, by interpolation, `print`, `dump`, a debugger's mirror or the description of a type that holds
/// it, shows `<redacted>`. The text itself comes out by ``reveal()`` alone, so that a search for that word finds every
/// place that handles it in the clear. It is not `Equatable` and not `Encodable` on purpose.
package struct Secret: Sendable {
    private let text: String

    /// Wraps a text; nothing of it is checked.
    package init(_ text: String) {
        self.text = text
    }

    /// Returns the text in the clear, for the one call that sends it.
    package func reveal() -> String {
        text
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<redacted>`.
    package var description: String { "<redacted>" }

    /// Always `<redacted>`.
    package var debugDescription: String { "<redacted>" }

    /// A mirror without children, since `dump` does not look at the description.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
