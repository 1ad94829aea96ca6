/// What is wrong in the settings, or in a file that they name.
package struct SettingsError: Error {
    /// Where it is wrong.
    package let origin: SettingOrigin

    /// What is wrong and what to do; never a password, nor a text that may hold one.
    package let message: String

    /// Makes an error of a place and a sentence without its full stop.
    package init(_ origin: SettingOrigin, _ message: String) {
        self.origin = origin
        self.message = message
    }
}

extension SettingsError: CustomStringConvertible {
    /// One sentence for the person who keeps the settings.
    ///
    /// `config/rollcall.yaml:12:10: worker.slots is 0; write a whole number from 1 to 5000.`
    package var description: String { "\(origin): \(message)" + (message.hasSuffix("?") ? "" : ".") }
}
