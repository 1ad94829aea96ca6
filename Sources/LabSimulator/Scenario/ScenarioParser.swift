internal import Yams

/// Turns YAML into a lab.
///
/// It works on Yams' nodes, which know their places, so that every error names line and column, and an unknown key is an error
/// instead of being dropped.
struct ScenarioParser {
    let file: String

    static let keys = ["port", "credentials", "kms", "defaults", "computers"]
    static let placeKeys = ["name", "address", "site", "lab", "assetTag"]
    static let credentialKeys = ["username", "password"]

    func scenario(_ text: String) throws(ScenarioError) -> LabScenario {
        let root = try ScenarioTable(compose(text), file: file, what: "a scenario", allowed: Self.keys)
        let port = try root.integer("port", in: 0...65535) ?? 15985
        let credentials =
            try credentials(root.table("credentials", what: "credentials", allowed: Self.credentialKeys))
            ?? LabCredentials(username: "rollcall", password: "lab-only")
        let kms = try root.table("kms", what: "kms", allowed: ["host", "port"])
        let settings = ComputerParser.keys.filter { $0 != "name" && $0 != "address" }
        let defaults = try root.table("defaults", what: "defaults", allowed: settings)
        guard let node = root.node("computers"), case .sequence(let sequence) = node, !sequence.isEmpty else {
            throw root.error("computers", "'computers' must be a list of at least one computer")
        }
        var computers: [ComputerScenario] = []
        var names: Set<String> = []
        var addresses: Set<String> = []
        for entry in sequence {
            let table = try ScenarioTable(
                entry,
                file: file,
                what: "a computer",
                allowed: ComputerParser.keys,
                fallback: defaults.map { [$0] } ?? []
            )
            for computer in try ComputerParser(table: table, credentials: credentials).computers() {
                guard names.insert(computer.name.lowercased()).inserted else {
                    throw table.error(
                        "name",
                        "the name '\(computer.name)' occurs twice; names differ in more than case"
                    )
                }
                guard addresses.insert(computer.address).inserted else {
                    throw table.error(
                        "address",
                        "the address \(computer.address) occurs twice; give each computer its own"
                    )
                }
                computers.append(computer)
            }
        }
        return LabScenario(
            port: port,
            kmsHost: try kms?.string("host") ?? "kms.campus.example",
            kmsPort: try kms?.integer("port", in: 1...65535) ?? 1688,
            computers: computers
        )
    }

    /// The credentials of a mapping; both parts are needed.
    func credentials(_ table: ScenarioTable?) throws(ScenarioError) -> LabCredentials? {
        guard let table else { return nil }
        guard let username = try table.string("username"), let password = try table.string("password") else {
            throw table.error(nil, "credentials need both 'username' and 'password'")
        }
        return LabCredentials(username: username, password: password)
    }

    private func compose(_ text: String) throws(ScenarioError) -> Node {
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw ScenarioError(file: file, line: 0, column: 0, message: "the file is empty; it needs 'computers'")
            }
            return node
        } catch let error as ScenarioError {
            throw error
        } catch let error as YamlError {
            throw translated(error)
        } catch {
            throw ScenarioError(file: file, line: 0, column: 0, message: "the file cannot be read as YAML: \(error)")
        }
    }

    private func translated(_ error: YamlError) -> ScenarioError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return ScenarioTable.error(file, mark, "this is no YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "'\($0)'" }.sorted().joined(separator: ", ")
            return ScenarioTable.error(file, context.mark, "\(names) occurs twice in this mapping")
        default:
            let text = error.description.split(separator: "\n").joined(separator: " ")
            return ScenarioError(file: file, line: 0, column: 0, message: "the file cannot be read as YAML: \(text)")
        }
    }
}
