/// Where to go after a form: a page of this board alone.
enum SafePath {
    /// The path if it stays on this board, else the first page.
    ///
    /// Browsers take `//host`, `/\host` and what has a tab or an end of line between the slashes for another site's
    /// address, so that none of these passes.
    static func checked(_ path: String?) -> String {
        guard let path, path.utf8.count <= 1024, path.hasPrefix("/") else { return "/" }
        let second = path.dropFirst().first
        let isPlain = path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }
        return isPlain && second != "/" ? path : "/"
    }
}
