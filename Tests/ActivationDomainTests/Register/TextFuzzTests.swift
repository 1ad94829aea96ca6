import ActivationDomain
import TestSupport
import Testing

@Suite("Texts of operators that are spoilt", .timeLimit(.minutes(20)))
struct TextFuzzTests {
    private static let words =
        [
            ",", ";", "\t", "\"", "\"\"", "\r\n", "\r", "\n", "\n\n", "\u{FEFF}", "name", "address", "winrm", "windows",
            "電算", "A101-01", "127.0.0.1", "::1", "fe80::1%eth0", ":", "- ", "  ", "#", "&a", "*a", "!!int ", "{", "}",
            "[",
            "]", "|", ">", "---\n", "...\n", "0x", "0xC004F074", "1e9", "-1", "null", "~", "99999999999999999999d", "'",
            "?",
            "%", "@", "\u{0}", "\u{85}", "\u{2028}", "<<: ",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF]]

    @Test("are a register and what is wrong with it, each row in the one or the other")
    func registers() async throws {
        let original = Array(try RepositoryFile.text("config/demo/register.csv").utf8.prefix(1500))
        try await Fuzz("register", cases: 500).run { random in
            Mutation.spoil(original, words: Self.words, &random)
        } text: {
            Fuzz.text($0)
        } check: { bytes in
            let known: Set<String> = ["windows", "office-2021"]
            let (register, problems) = AssetRegister.parse(bytes: bytes, file: "r.csv", knownProducts: known)
            let lines = 1 + bytes.count { $0 == 0x0A || $0 == 0x0D }
            for problem in problems {
                try Fuzz.require((1...lines).contains(problem.line), "a problem is on line \(problem.line) of \(lines)")
                try Fuzz.require(!problem.message.isEmpty, "a problem has no sentence")
            }
            let names = register.computers.map { $0.name.lowercased() }
            try Fuzz.require(Set(names).count == names.count, "two computers have one name")
            try Fuzz.require(!names.isEmpty || !problems.isEmpty, "there is neither a computer nor a problem")
        }
    }

    @Test("are a catalogue, or refused in one line")
    func catalogues() async throws {
        let errors = try RepositoryFile.text("config/errors.yaml")
        let products = try RepositoryFile.text("config/products.yaml")
        try await Fuzz("catalogue", cases: 60).run { random in
            let isErrors = Bool.random(using: &random)
            return (isErrors, Mutation.spoil(Array((isErrors ? errors : products).utf8), words: Self.words, &random))
        } text: { isErrors, bytes in
            (isErrors ? "errors.yaml: " : "products.yaml: ") + String(decoding: bytes, as: UTF8.self)
        } check: { isErrors, bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            do throws(CatalogueError) {
                if isErrors {
                    _ = try ErrorCatalogue(yaml: text, file: "f.yaml")
                } else {
                    _ = try ProductCatalogue(yaml: text, file: "f.yaml")
                }
            } catch {
                try Fuzz.require("\(error)".contains("f.yaml"), "the refusal names no file: \(error)")
            }
        }
    }
}
