internal import Yams

extension ErrorCatalogue {
    /// Reads the catalogue's file.
    ///
    /// - Throws: ``CatalogueError`` for a duplicate code, an unknown class or key, a text missing in a language, one of
    ///   the project's own codes missing.
    package init(yaml text: String, file: String) throws(CatalogueError) {
        let reader = ErrorEntryReader(reader: CatalogueReader(file: file))
        self = try reader.catalogue(text)
    }
}

/// Reads the parts of the error catalogue.
private struct ErrorEntryReader {
    typealias Policies = [ErrorClass: RetryPolicy]
    let reader: CatalogueReader

    func catalogue(_ text: String) throws(CatalogueError) -> ErrorCatalogue {
        let root = try reader.root(text)
        try reader.check(root, "the file", keys: ["classes", "unknown", "codes"])
        guard let classes = root["classes"], let unknownNode = root["unknown"], let codes = root["codes"] else {
            throw reader.error(nil, "the file must have classes, unknown and codes")
        }
        let policies = try self.policies(classes)
        let unknown = try entry(unknownNode, code: nil, "unknown", policies)
        var entries: [ErrorCode: ErrorCatalogue.Entry] = [:]
        for node in try reader.sequence(codes, "codes") {
            let mapping = try reader.mapping(node, "an entry of codes")
            let codeNode = try reader.required(mapping, "code", "an entry of codes", at: node)
            let text = try reader.text(codeNode, "code")
            guard let code = ErrorCode(text) else {
                throw reader.error(
                    codeNode,
                    "\"\(text)\" is no code: write 0x and eight digits, or ROLLCALL_ and a word"
                )
            }
            guard entries[code] == nil else { throw reader.error(codeNode, "the code \(code) is listed twice") }
            entries[code] = try entry(node, code: code, code.text, policies)
        }
        for code in ErrorCode.own where entries[code] == nil {
            throw reader.error(codes, "the code \(code), which the worker itself gives, is not listed")
        }
        return ErrorCatalogue(entries: entries, unknown: unknown)
    }

    private func policies(_ node: Node) throws(CatalogueError) -> Policies {
        var policies: Policies = [:]
        let mapping = try reader.mapping(node, "classes")
        try reader.check(mapping, "classes", keys: Set(ErrorClass.allCases.map(\.rawValue)))
        for errorClass in ErrorClass.allCases {
            let name = errorClass.rawValue
            let value = try reader.required(mapping, name, "classes", at: node)
            let fields = try reader.mapping(value, name)
            try reader.check(fields, name, keys: ["attempts", "backoff"])
            let attempts = try reader.required(fields, "attempts", name, at: value)
            policies[errorClass] = try policy(
                attempts: reader.integer(attempts, "attempts of \(name)", 1...1000),
                backoff: fields["backoff"].map { node throws(CatalogueError) in try backoff(node, name) },
                name,
                at: value
            )
        }
        return policies
    }

    private func policy(
        attempts: Int,
        backoff: RetryPolicy.Backoff?,
        _ what: String,
        at node: Node
    ) throws(CatalogueError) -> RetryPolicy {
        guard attempts == 1 || backoff != nil else {
            throw reader.error(node, "\(what) has \(attempts) attempts but no backoff between them")
        }
        return RetryPolicy(attempts: attempts, backoff: backoff)
    }

    private func backoff(_ node: Node, _ what: String) throws(CatalogueError) -> RetryPolicy.Backoff {
        let fields = try reader.mapping(node, "backoff of \(what)")
        try reader.check(fields, "backoff of \(what)", keys: ["first", "factor", "most", "jitter"])
        func field(_ key: String) throws(CatalogueError) -> Node {
            try reader.required(fields, key, "backoff of \(what)", at: node)
        }
        let backoff = RetryPolicy.Backoff(
            first: try reader.duration(try field("first"), "first"),
            factor: try reader.number(try field("factor"), "factor", 1...100),
            most: try reader.duration(try field("most"), "most"),
            jitter: try reader.number(try field("jitter"), "jitter", 0...1)
        )
        guard backoff.most >= backoff.first else { throw reader.error(node, "most of \(what) is shorter than first") }
        return backoff
    }

    private func entry(
        _ node: Node,
        code: ErrorCode?,
        _ what: String,
        _ policies: Policies
    ) throws(CatalogueError) -> ErrorCatalogue.Entry {
        let fields = try reader.mapping(node, what)
        try reader.check(
            fields,
            what,
            keys: ["code", "symbol", "class", "wrapper", "alarm", "mend", "attempts", "backoff", "title", "advice"]
        )
        let classNode = try reader.required(fields, "class", what, at: node)
        let className = try reader.text(classNode, "class of \(what)")
        guard let errorClass = ErrorClass(rawValue: className), let inherited = policies[errorClass] else {
            let known = ErrorClass.allCases.map(\.rawValue).joined(separator: ", ")
            throw reader.error(classNode, "\(what) has an unknown class \"\(className)\"; known are \(known)")
        }
        if let alarm = fields["alarm"], try reader.text(alarm, "alarm of \(what)") != "kms-host" {
            throw reader.error(alarm, "alarm of \(what) can only be kms-host")
        }
        if let wrapper = fields["wrapper"], wrapper.bool == nil {
            throw reader.error(wrapper, "wrapper of \(what) must be true or false")
        }
        return ErrorCatalogue.Entry(
            code: code,
            symbol: try fields["symbol"].map { node throws(CatalogueError) in try reader.text(node, "symbol of \(what)")
            },
            errorClass: errorClass,
            policy: try policy(
                attempts: try fields["attempts"].map { node throws(CatalogueError) in
                    try reader.integer(node, "attempts of \(what)", 1...1000)
                } ?? inherited.attempts,
                backoff: try fields["backoff"].map { node throws(CatalogueError) in try backoff(node, what) }
                    ?? inherited.backoff,
                what,
                at: node
            ),
            isWrapper: fields["wrapper"]?.bool ?? false,
            concernsKMSHost: fields["alarm"] != nil,
            mend: try mend(fields["mend"], what),
            title: try reader.localized(fields, "title", what, at: node),
            advice: try reader.localized(fields, "advice", what, at: node)
        )
    }

    private func mend(_ node: Node?, _ what: String) throws(CatalogueError) -> Mend? {
        guard let node else { return nil }
        guard let mend = Mend(rawValue: try reader.text(node, "mend of \(what)")) else {
            let known = Mend.allCases.map(\.rawValue).joined(separator: " or ")
            throw reader.error(node, "mend of \(what) can only be \(known)")
        }
        return mend
    }
}
