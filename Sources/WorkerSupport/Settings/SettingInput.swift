/// What was written for one setting, before its kind reads it.
struct SettingInput: Sendable {
    /// One text with its place.
    struct Text: Sendable {
        let text: String
        let origin: SettingOrigin
    }

    /// The setting's path.
    let path: String

    /// The texts: one for a single value, any number for a list.
    let texts: [Text]

    /// Where the whole of it stands.
    let origin: SettingOrigin

    /// The folder that relative file paths are taken from; `""` is the current one.
    let folder: String

    /// The same setting with one of its texts only.
    func element(_ text: Text) -> SettingInput {
        SettingInput(path: path, texts: [text], origin: text.origin, folder: folder)
    }
}
