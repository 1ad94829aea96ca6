import Testing

@testable import LabSimulator

@Suite struct ScenarioTests {
    @Test func oneLineIsTenThousandComputers() throws {
        let lab = try LabScenario.parse(
            """
            computers:
              - { name: "B{0001...10000}", address: "127.20.0.1+", products: [windows, office-2016], assetTag: "N-{1...10000}" }
            """
        )
        #expect(lab.computers.count == 10_000)
        #expect(lab.port == 15985)
        #expect(lab.computers.first?.name == "B0001")
        #expect(lab.computers.last?.name == "B10000")
        #expect(lab.computers.last?.address == "127.20.39.16")
        #expect(lab.computers.last?.assetTag == "N-10000")
        #expect(Set(lab.computers.map { ProductState($0.products[0], computer: $0).id }).count == 10_000)
    }

    @Test func settingsFallFromDefaultsToComputerToProduct() throws {
        let lab = try LabScenario.parse(
            """
            port: 0
            credentials: { username: u, password: p }
            defaults: { seconds: 2, lab: A1, expect: activated, activate: [0xC004F074, ok] }
            computers:
              - name: "C{1...2}"
                address: 127.0.0.{2...3}
                products: [windows, office-2019]
                clockOffset: -9h
                timeZone: { bias: -60, name: Cape Verde Standard Time }
                perProduct: { office-2019: { activate: 0xc004f038, seconds: 0.5, faultShape: C, expect: failed } }
              - { name: D, address: 127.0.0.9, lab: B, credentials: { username: x, password: y }, status: 1 }
            """
        )
        let first = lab.computers[0]
        #expect(first.lab == "A1" && first.clockOffset == -32_400 && first.timeZone.bias == -60)
        #expect(first.products[0].activate == [.code(ResultCode(0xC004_F074)), .ok])
        #expect(first.products[0].seconds == 2 && first.products[0].expect == .activated)
        #expect(first.products[1].activate == [.code(ResultCode(0xC004_F038))])
        #expect(first.products[1].seconds == 0.5 && first.products[1].shape == .wmiError)
        #expect(first.products[1].expect == .failed)
        #expect(lab.computers[2].lab == "B" && lab.computers[2].credentials.username == "x")
        #expect(lab.computers[2].products[0].status == 1 && lab.computers[2].products[0].minutes == 129_600)
    }

    @Test func secondsOfARangeDifferByComputerButNotByRun() throws {
        let text = "computers: [{ name: 'A{1...50}', address: 127.1.0.1+, seconds: 0.1...0.5 }]"
        let first = try LabScenario.parse(text).computers.map(\.products[0].seconds)
        #expect(first == (try LabScenario.parse(text).computers.map(\.products[0].seconds)))
        #expect(first.allSatisfy { (0.1...0.5).contains($0) })
        #expect(Set(first).count > 20)
    }

    @Test(arguments: [
        ("computers:\n  - { name: A, address: 127.0.0.1, colour: red }", 2, 36, "'colour' is no key of a computer"),
        ("computers:\n  - { name: A, address: 10.0.0.1 }", 2, 25, "127.0.0.0/8"),
        ("computers:\n  - { name: A, address: 127.0.0.999 }", 2, 25, "127.0.0.0/8"),
        (
            "port: 70000\ncomputers: [{ name: A, address: 127.0.0.1 }]", 1, 7,
            "'port' must be a whole number from 0 to 65535"
        ),
        ("computers:\n  - name: A\n    address: 127.0.0.1\n    activate: [ok, maybe]", 4, 20, "'maybe'"),
        ("computers:\n  - name: A\n    address: 127.0.0.1\n    fault: broken", 4, 12, "'fault' must be one of"),
        (
            "computers:\n  - name: A\n    address: 127.0.0.1\n    products: [word]", 4, 16,
            "the product 'word' is unknown"
        ),
        ("computers:\n  - name: A\n    address: 127.0.0.1\n    clockOffset: nine", 4, 18, "such as -9h"),
        ("computers:\n  - name: A\n    address: 127.0.0.1\n    seconds: 5...1", 4, 14, "'seconds' must be"),
        ("computers:\n  - name: 'A{1...3}'\n    address: 127.0.0.1", 3, 14, "'address' stands for 1, but 'name' for 3"),
        ("computers:\n  - name: 'A{3...1}'\n    address: 127.0.0.1+", 2, 11, "must go upwards"),
        ("computers:\n  - name: 'A{1...3}'\n    address: 127.255.255.253+", 3, 14, "leave 127.0.0.0/8"),
        ("computers:\n  - { name: A, address: 127.0.0.1 }\n  - { name: a, address: 127.0.0.2 }", 3, 13, "occurs twice"),
        ("computers:\n  - { name: A, address: 127.0.0.1 }\n  - { name: B, address: 127.0.0.1 }", 3, 25, "occurs twice"),
        ("computers:\n  - name: A\n    address: 127.0.0.1\n    channel: retail", 4, 14, "licenceChannel"),
        (
            "computers:\n  - name: A\n    address: 127.0.0.1\n    perProduct: { windows: { fault: silent } }", 4, 37,
            "concerns the computer"
        ),
        (
            "computers:\n  - name: A\n    address: 127.0.0.1\n    perProduct: { office-2016: {} }", 4, 32,
            "not among the computer's products"
        ),
        ("computers: [", 2, 1, "this is no YAML"),
        ("port: 1", 1, 1, "'computers' must be a list"),
        (
            "credentials: { username: u }\ncomputers: [{ name: A, address: 127.0.0.1 }]", 1, 14,
            "both 'username' and 'password'"
        ),
    ])
    func wrongScenariosNameThePlace(_ text: String, _ line: Int, _ column: Int, _ part: String) throws {
        let error = try #require(throws: ScenarioError.self) { try LabScenario.parse(text, file: "lab.yaml") }
        #expect(error.line == line && error.column == column, "\(error)")
        #expect(error.message.contains(part), "\(error)")
        #expect(error.description.hasPrefix("lab.yaml:\(line):\(column): "))
        #expect(!error.message.contains("\n"))
    }

    @Test(arguments: [
        "", "[]", "computers: []", "a: b: c", "computers: {}", "- 1", "computers: [1]", "\u{0}", "computers: [{}]",
    ])
    func noTextIsATrap(_ text: String) {
        #expect(throws: ScenarioError.self) { try LabScenario.parse(text) }
    }

    @Test func missingFileIsOneSentence() throws {
        let error = try #require(throws: ScenarioError.self) { try LabScenario.load(path: "/no/such/lab.yaml") }
        #expect(error.description.hasPrefix("/no/such/lab.yaml: "))
    }

    @Test func registerQuotesWhatNeedsIt() throws {
        let lab = try LabScenario.parse(
            """
            computers:
              - { name: A, address: 127.0.0.1, lab: 'R "1", left', products: [windows, office-2021], assetTag: '', expect: activated }
            """
        )
        #expect(
            lab.assetRegister(port: 99)
                == "name,address,asset_tag,site,lab,channel,products,port\r\n"
                + "A,127.0.0.1,,main,\"R \"\"1\"\", left\",winrm,windows office-2021,99\r\n"
        )
        #expect(
            lab.expectedOutcomes()
                == "{\"computer\":\"A\",\"product\":\"windows\",\"outcome\":\"activated\"}\n"
                + "{\"computer\":\"A\",\"product\":\"office-2021\",\"outcome\":\"activated\"}\n"
        )
    }
}
