/// The version of Windows that a computer runs.
package struct ComputerSystem: Sendable, Hashable {
    /// Such as `10.0.19045`.
    package var version: String
    /// Such as `Microsoft Windows 10 Education`; nil where the computer does not say.
    package var caption: String?

    /// Makes a record.
    package init(version: String, caption: String?) {
        self.version = version
        self.caption = caption
    }
}
