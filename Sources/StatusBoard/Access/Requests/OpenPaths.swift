/// What is answered to anyone: that the board is there, the log-on, and the files that its page needs.
enum OpenPaths {
    /// Where files lie that say nothing about any computer: the style, the script, the icon.
    static let files = "/assets/"

    /// Whether a path needs no log-on.
    static func contains(_ path: String) -> Bool {
        // No more than the path itself: what a router makes of `/assets/../jobs` is not for here to guess.
        if path.hasPrefix(files) { return !path.contains("..") && !path.contains("%") }
        return ["/healthz", "/login", "/favicon.ico"].contains(path)
    }
}
