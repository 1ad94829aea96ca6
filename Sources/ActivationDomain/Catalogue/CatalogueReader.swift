internal import Yams

/// Reads a catalogue file's nodes and says where something is wrong.
///
/// Works on the nodes with their marks, not on decoded values, so that every error names its line.
struct CatalogueReader {
    let file: String

    func root(_ text: String) throws(CatalogueError) -> Node.Mapping {
        do {
            guard let node = try Yams.compose(yaml: text) else { throw error(nil, "the file is empty") }
            return try mapping(node, "the file")
        } catch let error as CatalogueError {
            throw error
        } catch let error as YamlError {
            throw CatalogueError(
                file: file,
                line: CatalogueReader.line(of: error),
                message: "this is no YAML: \(CatalogueReader.problem(of: error))"
            )
        } catch {
            throw CatalogueError(file: file, line: nil, message: "this is no YAML")
        }
    }

    func error(_ node: Node?, _ message: String) -> CatalogueError {
        CatalogueError(file: file, line: node?.mark?.line, message: message)
    }

    func mapping(_ node: Node, _ what: String) throws(CatalogueError) -> Node.Mapping {
        guard let mapping = node.mapping else { throw error(node, "\(what) must be a mapping of names to values") }
        return mapping
    }

    func sequence(_ node: Node, _ what: String) throws(CatalogueError) -> Node.Sequence {
        guard let sequence = node.sequence else { throw error(node, "\(what) must be a list") }
        return sequence
    }

    func text(_ node: Node, _ what: String) throws(CatalogueError) -> String {
        guard let text = node.scalar?.string, !text.isEmpty else { throw error(node, "\(what) must be a text") }
        return text
    }

    func integer(_ node: Node, _ what: String, _ range: ClosedRange<Int>) throws(CatalogueError) -> Int {
        guard let text = node.scalar?.string, let value = Int(text), range.contains(value) else {
            throw error(node, "\(what) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func number(_ node: Node, _ what: String, _ range: ClosedRange<Double>) throws(CatalogueError) -> Double {
        guard let text = node.scalar?.string, let value = Double(text), range.contains(value) else {
            throw error(node, "\(what) must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// `30s`, `5m`, `2h` or `1d`.
    func duration(_ node: Node, _ what: String) throws(CatalogueError) -> Duration {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard
            let text = node.scalar?.string, let unit = text.last.flatMap({ units[$0] }),
            let count = Int(text.dropLast()), (1...1_000_000).contains(count)
        else { throw error(node, "\(what) must be a time such as 30s, 5m, 2h or 1d") }
        return .seconds(count * unit)
    }

    /// Checks that a mapping has no other keys than these, and each only once.
    func check(_ mapping: Node.Mapping, _ what: String, keys allowed: Set<String>) throws(CatalogueError) {
        var seen: Set<String> = []
        for (key, _) in mapping {
            let name = key.scalar?.string ?? ""
            guard allowed.contains(name) else {
                throw error(
                    key,
                    "\(what) has an unknown key \"\(name)\"; known are \(allowed.sorted().joined(separator: ", "))"
                )
            }
            guard seen.insert(name).inserted else { throw error(key, "\(what) has the key \"\(name)\" twice") }
        }
    }

    func required(_ mapping: Node.Mapping, _ key: String, _ what: String, at node: Node) throws(CatalogueError) -> Node
    {
        guard let value = mapping[key] else { throw error(node, "\(what) has no \(key)") }
        return value
    }

    /// A text in both languages.
    func localized(
        _ mapping: Node.Mapping,
        _ key: String,
        _ what: String,
        at node: Node
    ) throws(CatalogueError) -> LocalizedText {
        let value = try required(mapping, key, what, at: node)
        let texts = try self.mapping(value, "\(key) of \(what)")
        try check(texts, "\(key) of \(what)", keys: Set(Language.allCases.map(\.rawValue)))
        func text(_ language: Language) throws(CatalogueError) -> String {
            guard let node = texts[language.rawValue] else {
                throw error(value, "\(key) of \(what) is missing in \(language.rawValue)")
            }
            return try self.text(node, "\(key) of \(what) in \(language.rawValue)")
        }
        return LocalizedText(english: try text(.english), traditionalChinese: try text(.traditionalChinese))
    }

    private static func line(of error: YamlError) -> Int? {
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: nil
        }
    }

    private static func problem(of error: YamlError) -> String {
        switch error {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        case .duplicatedKeysInMapping(let keys, _):
            "the same key stands twice: \(keys.map { "\($0)" }.joined(separator: ", "))"
        default: "it cannot be parsed"
        }
    }
}
