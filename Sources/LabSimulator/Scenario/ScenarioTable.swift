internal import Yams

/// One mapping of a scenario file, read key by key, with the places that errors point to.
///
/// A key that is missing here is looked for in `fallback`, which is how `defaults` reach each computer and a computer's settings each of
/// its products.
struct ScenarioTable {
    let file: String
    let mark: Mark?
    private let entries: [String: Node]
    private let fallback: [ScenarioTable]

    /// Reads a mapping and refuses keys that are not allowed.
    /// - Parameters:
    ///   - node: the mapping.
    ///   - file: the file's name, for errors.
    ///   - what: what the mapping is, for errors.
    ///   - allowed: the keys that may occur.
    ///   - fallback: where keys are looked for that are missing here, in this order.
    /// - Throws: ``ScenarioError`` when it is no mapping or has another key.
    init(
        _ node: Node,
        file: String,
        what: String,
        allowed: [String],
        fallback: [ScenarioTable] = []
    ) throws(ScenarioError) {
        self.file = file
        self.mark = node.mark
        self.fallback = fallback
        guard case .mapping(let mapping) = node else {
            throw Self.error(file, node.mark, "\(what) must be a mapping of keys to values")
        }
        var entries: [String: Node] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string, allowed.contains(name) else {
                let name = key.scalar?.string ?? "a key that is no word"
                throw Self.error(
                    file,
                    key.mark,
                    "'\(name)' is no key of \(what); known are \(allowed.joined(separator: ", "))"
                )
            }
            entries[name] = value
        }
        self.entries = entries
    }

    static func error(_ file: String, _ mark: Mark?, _ message: String) -> ScenarioError {
        ScenarioError(file: file, line: mark?.line ?? 0, column: mark?.column ?? 0, message: message)
    }

    /// An error at a value, or at the mapping where the value is missing.
    func error(_ key: String?, _ message: String) -> ScenarioError {
        Self.error(file, key.flatMap { node($0)?.mark } ?? mark, message)
    }

    /// The value of a key here or further up.
    func node(_ key: String) -> Node? {
        if let node = entries[key] { return node }
        for table in fallback {
            if let node = table.node(key) { return node }
        }
        return nil
    }

    /// A nested mapping.
    func table(_ key: String, what: String, allowed: [String]) throws(ScenarioError) -> ScenarioTable? {
        guard let node = node(key) else { return nil }
        return try ScenarioTable(node, file: file, what: what, allowed: allowed)
    }

    func string(_ key: String) throws(ScenarioError) -> String? {
        guard let node = node(key) else { return nil }
        guard let text = node.scalar?.string else { throw error(key, "'\(key)' must be a text") }
        return text
    }

    func integer(_ key: String, in range: ClosedRange<Int>) throws(ScenarioError) -> Int? {
        guard let text = try string(key) else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw error(
                key,
                "'\(key)' must be a whole number from \(range.lowerBound) to \(range.upperBound), not '\(text)'"
            )
        }
        return value
    }

    func boolean(_ key: String) throws(ScenarioError) -> Bool? {
        guard let text = try string(key) else { return nil }
        switch text {
        case "true": return true
        case "false": return false
        default: throw error(key, "'\(key)' must be true or false, not '\(text)'")
        }
    }

    /// A word out of an enumeration.
    func word<Word: RawRepresentable & CaseIterable>(
        _ key: String,
        _: Word.Type
    ) throws(ScenarioError) -> Word? where Word.RawValue == String {
        guard let text = try string(key) else { return nil }
        guard let word = Word(rawValue: text) else {
            let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw error(key, "'\(key)' must be one of \(known), not '\(text)'")
        }
        return word
    }

    func code(_ key: String) throws(ScenarioError) -> ResultCode? {
        guard let text = try string(key) else { return nil }
        guard let code = ResultCode(text: text) else {
            throw error(key, "'\(key)' must be a code such as 0xC004F06C, not '\(text)'")
        }
        return code
    }

    func kmsHost(_ key: String) throws(ScenarioError) -> KMSHostText? {
        guard let text = try string(key) else { return nil }
        guard let host = KMSHostText(text) else {
            throw error(key, "'\(key)' must be a name such as kms.example.edu or kms.example.edu:1688, not '\(text)'")
        }
        return host
    }

    /// A text or a list of texts, each with its place.
    func list(_ key: String) throws(ScenarioError) -> [(text: String, mark: Mark?)]? {
        guard let node = node(key) else { return nil }
        if let scalar = node.scalar { return [(scalar.string, node.mark)] }
        guard case .sequence(let sequence) = node, !sequence.isEmpty else {
            throw error(key, "'\(key)' must be one value or a list of at least one")
        }
        var texts: [(text: String, mark: Mark?)] = []
        for item in sequence {
            guard let scalar = item.scalar else {
                throw Self.error(file, item.mark, "each item of '\(key)' must be a text")
            }
            texts.append((scalar.string, item.mark))
        }
        return texts
    }
}
