import Yams

/// A node of a YAML file with its place: what the readers of settings see of Yams.
///
/// The shapes are the three of YAML; which scalar is a number or a Boolean is left to who reads it, since the setting
/// and not the text decides that (a computer's name may be `on`).
struct YAMLNode {
    /// What a node holds.
    enum Content {
        /// A text; whether it is plain, that is, without quotes.
        case scalar(String, isPlain: Bool)
        case list([YAMLNode])
        case mapping([(key: YAMLNode, value: YAMLNode)])
    }

    let content: Content
    let origin: SettingOrigin

    /// Whether it stands for no value: nothing, `~` or `null` without quotes.
    var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// What it is, for messages.
    var shape: String {
        switch content {
        case .scalar: "a single value"
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }

    /// Reads a file that holds one document; `nil` when nothing but comments is in it.
    ///
    /// - Throws: ``SettingsError`` with the place of a syntax error or of a key that stands twice. Explicit tags are
    ///   refused, for they would not do what they say.
    static func parse(_ text: String, path: String) throws(SettingsError) -> YAMLNode? {
        let root: Node?
        do {
            // The basic resolver guesses no types, and so compares keys by their text.
            root = try compose(yaml: text, .basic, .default, .utf8)
        } catch {
            throw SettingsError(yaml: error, path: path)
        }
        guard let root else { return nil }
        var budget = 50_000
        return try YAMLNode(root, path: path, budget: &budget)
    }

    /// Copies a tree of at most `budget` nodes; the limit stops aliases that stand for ever more aliases.
    private init(_ node: Node, path: String, budget: inout Int) throws(SettingsError) {
        let mark = node.mark
        origin = mark.map { .file(path: path, line: $0.line, column: $0.column) } ?? .wholeFile(path: path)
        budget -= 1
        guard budget > 0 else { throw SettingsError(origin, "the file holds too many values; shorten it") }
        switch node {
        case .scalar(let scalar):
            guard ["", Tag.Name.str.rawValue].contains(scalar.tag.rawValue) else {
                throw SettingsError(origin, "the tag \(scalar.tag.rawValue) is not known here; remove it")
            }
            content = .scalar(scalar.string, isPlain: scalar.style == .plain)
        case .sequence(let sequence):
            var nodes: [YAMLNode] = []
            for child in sequence { nodes.append(try YAMLNode(child, path: path, budget: &budget)) }
            content = .list(nodes)
        case .mapping(let mapping):
            var pairs: [(key: YAMLNode, value: YAMLNode)] = []
            for (key, value) in mapping {
                pairs.append(
                    (
                        try YAMLNode(key, path: path, budget: &budget),
                        try YAMLNode(value, path: path, budget: &budget)
                    )
                )
            }
            content = .mapping(pairs)
        case .alias:
            // Yams replaces aliases by what they stand for, unless it is told otherwise.
            throw SettingsError(origin, "an alias is not understood here; write the value itself")
        }
    }
}

extension SettingsError {
    /// Puts an error of Yams into our form, without the source text that it carries.
    fileprivate init(yaml error: any Error, path: String) {
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let detail = context.map { "\($0.text) (line \($0.mark.line)), \(problem)" } ?? problem
            self.init(
                .file(path: path, line: mark.line, column: mark.column),
                "this is no valid YAML: \(detail); check indentation, colons and quotes here and just above"
            )
        case .duplicatedKeysInMapping(let duplicates, let context):
            let mark = context.mark
            self.init(
                .file(path: path, line: mark.line, column: mark.column),
                "the key \(duplicates.first ?? "") stands here and again further down in the same mapping; keep one"
            )
        case .reader(let problem, let offset, _, let text):
            let lines = text.prefix(offset ?? 0).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            let column = (lines.last?.unicodeScalars.count ?? 0) + 1
            self.init(
                .file(path: path, line: max(lines.count, 1), column: column),
                "this character cannot stand in YAML: \(problem); remove it"
            )
        default:
            self.init(.wholeFile(path: path), "the file cannot be read as YAML")
        }
    }
}
