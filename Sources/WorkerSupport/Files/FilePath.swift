/// The little that is done with paths: they are texts, and stay as someone wrote them as far as possible.
enum FilePath {
    /// The folder of a file's path: `config` of `config/a.yaml`, `/` of `/a.yaml`, `""` of `a.yaml`.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The file's own name, without the folders before it.
    static func name(of path: String) -> String {
        String(path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...])
    }

    /// A path as seen from a folder; an absolute one stays as it is, and so does any when the folder is `""`.
    static func join(_ folder: String, _ path: String) -> String {
        if folder.isEmpty || path.hasPrefix("/") { return path }
        return folder.hasSuffix("/") ? folder + path : folder + "/" + path
    }
}
