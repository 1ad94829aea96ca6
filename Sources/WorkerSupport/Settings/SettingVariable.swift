internal import ActivationPipeline

/// The environment variables of the settings.
package enum SettingVariable {
    /// What all of them begin with.
    static let prefix = "ROLLCALL_"

    /// Names the settings file.
    package static let settingsFile = "ROLLCALL_CONFIG"

    /// Holds the broker's password; it has no place in the file.
    package static let brokerPassword = "ROLLCALL_BROKER_PASSWORD"

    /// What the tests' own variables begin with; the settings do not look at them.
    package static let testPrefix = "ROLLCALL_TEST_"

    /// The variables of our own that are no setting; a debug build can also be told where to die (``FailPoint``).
    static var others: Set<String> {
        #if DEBUG
        [settingsFile, brokerPassword, FailPoint.variable]
        #else
        [settingsFile, brokerPassword]
        #endif
    }

    /// The variable of a setting's path: upper case, with an underscore between its parts and before each capital
    /// that begins a word.
    ///
    /// A capital begins a word when a small letter or digit stands before it, or when it ends a run of capitals and a
    /// small letter follows:
    ///
    /// | path | variable |
    /// | --- | --- |
    /// | `broker.passwordFile` | `ROLLCALL_BROKER_PASSWORD_FILE` |
    /// | `worker.winrm.allowBasicOverHTTP` | `ROLLCALL_WORKER_WINRM_ALLOW_BASIC_OVER_HTTP` |
    /// | `board.HTTPPort` | `ROLLCALL_BOARD_HTTP_PORT` |
    package static func name(of path: String) -> String {
        let letters = Array(path)
        var name = prefix
        for (index, letter) in letters.enumerated() {
            if letter == "." {
                name += "_"
                continue
            }
            let before = index > 0 ? letters[index - 1] : "."
            let endsRun = before.isUppercase && index + 1 < letters.count && letters[index + 1].isLowercase
            if letter.isUppercase, before.isLowercase || before.isNumber || endsRun { name += "_" }
            name += letter.uppercased()
        }
        return name
    }
}
