internal import Yams

extension ProductCatalogue {
    /// Reads the catalogue's file.
    ///
    /// - Throws: ``CatalogueError`` for a duplicate key, an unknown engine or key, a text missing in a language.
    package init(yaml text: String, file: String) throws(CatalogueError) {
        let reader = CatalogueReader(file: file)
        let root = try reader.root(text)
        try reader.check(root, "the file", keys: ["products"])
        guard let list = root["products"] else { throw reader.error(nil, "the file must have products") }
        var products: [String: Product] = [:]
        var keys: [String] = []
        for node in try reader.sequence(list, "products") {
            let product = try ProductCatalogue.product(node, reader)
            guard products[product.key] == nil else {
                throw reader.error(node, "the product \(product.key) is listed twice")
            }
            products[product.key] = product
            keys.append(product.key)
        }
        guard !keys.isEmpty else { throw reader.error(list, "products is empty") }
        // Products that are told apart by name, such as the versions of Office, may lie on one computer together.
        let family = Set(products.values.filter { !$0.namePrefixes.isEmpty }.map(\.applicationID))
        self.products = products.mapValues { product in
            var product = product
            if !product.namePrefixes.isEmpty { product.familyIDs = family }
            return product
        }
        self.keys = keys
    }

    private static func product(_ node: Node, _ reader: CatalogueReader) throws(CatalogueError) -> Product {
        let fields = try reader.mapping(node, "an entry of products")
        let key = try reader.text(try reader.required(fields, "key", "an entry of products", at: node), "key")
        try reader.check(
            fields,
            key,
            keys: ["key", "title", "applicationId", "nameStartsWith", "descriptionContains", "engines"]
        )
        func text(_ name: String) throws(CatalogueError) -> String {
            try reader.text(try reader.required(fields, name, key, at: node), "\(name) of \(key)")
        }
        var prefixes: [String] = []
        if let names = fields["nameStartsWith"] {
            for name in try reader.sequence(names, "nameStartsWith of \(key)") {
                prefixes.append(try reader.text(name, "an entry of nameStartsWith of \(key)"))
            }
        }
        return Product(
            key: key,
            title: try reader.localized(fields, "title", key, at: node),
            applicationID: try text("applicationId").lowercased(),
            namePrefixes: prefixes,
            descriptionPart: try text("descriptionContains"),
            engines: try engines(try reader.required(fields, "engines", key, at: node), key, reader)
        )
    }

    private static func engines(
        _ node: Node,
        _ key: String,
        _ reader: CatalogueReader
    ) throws(CatalogueError) -> EngineChoice {
        var lines: [EngineChoice.Line] = []
        for entry in try reader.sequence(node, "engines of \(key)") {
            let fields = try reader.mapping(entry, "an entry of engines of \(key)")
            try reader.check(fields, "an entry of engines of \(key)", keys: ["below", "engine"])
            let name = try reader.required(fields, "engine", "an entry of engines of \(key)", at: entry)
            guard let engine = LicensingEngine(rawValue: try reader.text(name, "engine")) else {
                throw reader.error(name, "the engine of \(key) must be spp or ospp")
            }
            var line = EngineChoice.Line(below: nil, engine: engine)
            if let below = fields["below"] {
                let text = try reader.text(below, "below")
                guard let version = WindowsVersion(text), text.split(separator: ".").count == 2 else {
                    throw reader.error(below, "below must be a Windows version such as \"6.2\"")
                }
                line.below = version
            }
            lines.append(line)
        }
        guard !lines.isEmpty else { throw reader.error(node, "\(key) has no engine") }
        return EngineChoice(lines)
    }
}
