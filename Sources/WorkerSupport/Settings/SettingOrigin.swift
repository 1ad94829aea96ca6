/// Where a setting's value was found.
package enum SettingOrigin: Sendable, Hashable {
    /// A place in a file: line and column counted from 1, columns in Unicode scalars.
    case file(path: String, line: Int, column: Int)
    /// A whole file, for what has no place in it.
    case wholeFile(path: String)
    /// An environment variable.
    case variable(String)
    /// A setting, wherever it was made.
    case setting(String)
    /// The table of settings itself.
    case builtIn
}

extension SettingOrigin: CustomStringConvertible {
    /// The place as compilers write it, `path:line:column`, or the variable's name.
    package var description: String {
        switch self {
        case .file(let path, let line, let column): "\(path):\(line):\(column)"
        case .wholeFile(let path): path
        case .variable(let name), .setting(let name): name
        case .builtIn: "built-in default"
        }
    }
}
