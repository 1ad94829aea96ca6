import ActivationDomain
import Testing

@Suite("Problems of an asset register")
struct RegisterProblemTests {
    private static let header = "name,address,asset_tag,site,lab,channel,products,port"

    private func parse(_ bytes: [UInt8]) -> (register: AssetRegister, problems: [RegisterProblem]) {
        AssetRegister.parse(bytes: bytes, file: "register.csv", knownProducts: ["windows", "office-2021"])
    }

    @Test(
        "name the line and what is wrong with the row",
        arguments: [
            (",10.0.0.1,T,S,L,winrm,windows,", "name is empty"),
            ("pc\u{1},10.0.0.1,T,S,L,winrm,windows,", "name holds a control character"),
            ("\"p\nc\",10.0.0.1,T,S,L,winrm,windows,", "name holds a control character"),
            ("pc\u{3000},10.0.0.1,T,S,L,winrm,windows,", "special blank"),
            (String(repeating: "電", count: 86) + ",10.0.0.1,T,S,L,winrm,windows,", "name has 258 bytes"),
            ("pc,,T,S,L,winrm,windows,", "address is empty"),
            ("pc,10.0.0.300,T,S,L,winrm,windows,", "“10.0.0.300” is neither"),
            ("pc,10.0.0.1:5985,T,S,L,winrm,windows,", "without a port"),
            ("pc,10.0.0.1,T,,L,winrm,windows,", "site is empty"),
            ("pc,10.0.0.1,T,S,\" \",winrm,windows,", "lab is empty"),
            ("pc,10.0.0.1,T,S,L,telnet,windows,", "“telnet”; write winrm or ssh"),
            ("pc,10.0.0.1,T,S,L,winrm,,", "products is empty"),
            (
                "pc,10.0.0.1,T,S,L,winrm,windows visio,",
                "“visio” is not in the catalogue; write one of office-2021, windows"
            ),
            ("pc,10.0.0.1,T,S,L,winrm,windows,0", "port is “0”"),
            ("pc,10.0.0.1,T,S,L,winrm,windows,65536", "port is “65536”"),
            ("pc,10.0.0.1,T,S,L,winrm,windows,+22", "port is “+22”"),
            ("pc,10.0.0.1,T,S,L,winrm,windows", "the row has 7 fields and the header 8 columns"),
            ("pc,10.0.0.1,T,S,L,winrm,windows,,", "the row has 9 fields"),
            ("pc,10.0.0.1,T \"1\",S,L,winrm,windows,", "a quote stands inside field 3"),
            ("pc,10.0.0.1,\"T\" 1,S,L,winrm,windows,", "behind the closing quote of field 3"),
        ]
    )
    func rows(row: String, expected: String) throws {
        let text = "\(Self.header)\nfirst,10.0.0.1,T,S,L,winrm,windows,\n\(row)\nlast,10.0.0.1,T,S,L,winrm,windows,22\n"
        let (register, problems) = parse(Array(text.utf8))
        let problem = try #require(problems.first)
        #expect(problems.count == 1)
        #expect(problem.description.hasPrefix("register.csv:3: "))
        #expect(problem.message.contains(expected))
        #expect(problem.message.contains("; "), "it says what to do")
        #expect(register.computers.map(\.name) == ["first", "last"])
    }

    @Test("name every fault of a row, and go on with the rows behind it")
    func several() {
        let (register, problems) = parse(Array("\(Self.header)\n,,T,,L,x,y,z\npc,10.0.0.1,T,S,L,ssh,windows,\n".utf8))
        #expect(problems.map(\.line) == [2, 2, 2, 2, 2, 2])
        #expect(register.computers.map(\.line) == [3])
    }

    @Test("name both lines of a name that stands twice, and keep the first")
    func twice() throws {
        let rows = "PC-1,10.0.0.1,T,S,L,ssh,windows,\n\npc-1,10.0.0.2,T,S,L,ssh,windows,\n"
        let (register, problems) = parse(Array("\(Self.header)\n\(rows)".utf8))
        let problem = try #require(problems.first)
        #expect(problem.line == 4)
        #expect(problem.message.contains("line 2"))
        #expect(register.computer(named: "pc-1")?.address == "10.0.0.1")
    }

    @Test("name the line where a row with an open quote begins")
    func openQuote() throws {
        let text = "\(Self.header)\npc,10.0.0.1,T,\"S\n1\",L,\"ssh,windows,\nx,10.0.0.1,T,S,L,ssh,windows,\n"
        let (register, problems) = parse(Array(text.utf8))
        let problem = try #require(problems.first)
        #expect(problems.count == 1)
        #expect(problem.line == 2)
        #expect(problem.message.contains("the quote opened on line 3 in field 6 is never closed"))
        #expect(register.computers.isEmpty)
    }

    @Test("name all columns that the header lacks in one sentence")
    func missingColumns() throws {
        let (_, problems) = parse(Array("name,address,lab,channel,products\npc,10.0.0.1,L,ssh,windows\n".utf8))
        let problem = try #require(problems.first)
        #expect(problems.count == 1)
        #expect(problem.line == 1)
        #expect(problem.message.contains("lacks the columns asset_tag, site;"))
    }

    @Test(
        "name a file that is of no use",
        arguments: [
            ("", 1, "is empty"),
            ("\n\n ,, \n", 1, "is empty"),
            ("\n\(header)\n\n", 2, "no row follows"),
            ("name,NAME,address,asset_tag,site,lab,channel,products\n", 1, "the column name twice"),
            ("\"name,address\n", 1, "never closed"),
        ]
    )
    func files(text: String, line: Int, expected: String) throws {
        let (register, problems) = parse(Array(text.utf8))
        let problem = try #require(problems.first)
        #expect(problems.count == 1)
        #expect(problem.line == line)
        #expect(problem.message.contains(expected))
        #expect(register.computers.isEmpty)
    }

    @Test(
        "ask for CSV UTF-8 where the file is something else",
        arguments: [
            ([0x41, 0x0A, 0x42, 0x0A, 0xA4, 0xA4, 0x0A], 3),  // Big5
            ([0xFF, 0xFE, 0x6E, 0x00, 0x61, 0x00], 1),  // UTF-16 with a mark
            ([0x6E, 0x00, 0x61, 0x00, 0x0A, 0x00], 1),  // UTF-16 without
            ([0x41, 0x0A, 0xED, 0xA0, 0x80], 2),  // a surrogate
            ([0x41, 0x0A, 0xE9], 2),  // cut off
        ] as [([UInt8], Int)]
    )
    func encodings(bytes: [UInt8], line: Int) throws {
        let problem = try #require(parse(bytes).problems.first)
        #expect(problem.line == line)
        #expect(problem.message.contains("CSV UTF-8"))
    }

    @Test("never trap, whatever the bytes are")
    func arbitraryBytes() {
        var state: UInt64 = 42
        let alphabet = Array("\"\",;\t\r\n name,address".utf8) + [0xEF, 0xBB, 0xBF]
        for length in 0..<400 {
            var bytes = Array("\(Self.header)\n".utf8)
            for _ in 0..<length {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes.append(alphabet[Int(state >> 33) % alphabet.count])
            }
            let (register, _) = parse(bytes)
            #expect(register.computers.isEmpty)
        }
    }
}
