import ActivationDomain
import Testing
import WorkerSupport

@Suite("Credentials file")
struct CredentialBookTests {
    private func load(_ text: String, environment: [String: String] = [:]) throws(SettingsError) -> CredentialBook {
        let files = [
            "etc/c.yaml": text, "etc/pw": "hunter2\n", "etc/empty": "\n", "/pw": "other",
            "etc/bom": "\u{FEFF}hunter2\r\n",
            "etc/two": "hunter2\n\n", "etc/blank": "hunter2 \n", "etc/zero": "hunter\02",
            "etc/large": String(repeating: "x", count: 3_000_000),
        ]
        let read = { (path: String) throws -> String in
            guard let text = files[path] else {
                throw FileReadError(path: path, message: "does not exist", isMissing: true)
            }
            return text
        }
        return try CredentialBook.load(path: "etc/c.yaml", environment: environment, readFile: read) {
            _ = try read($0)
        }
    }

    @Test("gives the most specific entry that applies")
    func mostSpecific() throws {
        let book = try load(
            """
            - {username: all, passwordFile: pw}
            - {match: {site: Main}, username: site, passwordFile: pw}
            - {match: {site: East}, username: east, passwordFile: pw}
            - {match: {lab: A101}, username: lab, passwordFile: pw}
            - {match: {site: main, lab: A101}, username: both, passwordFile: pw}
            - {match: {computer: PC-1}, username: computer, passwordFile: pw}
            - {match: {site: Main, computer: pc-2}, username: other, passwordFile: pw}
            """
        )
        #expect(book.count == 7)
        let cases = [
            ("Main", "A101", "pc-1", "computer"), ("East", "B1", "Pc-1", "computer"), ("main", "a101", "pc-9", "both"),
            ("East", "A101", "pc-9", "lab"), ("Main", "B1", "pc-9", "site"), ("East", "B1", "pc-9", "east"),
            ("West", "B1", "pc-9", "all"),
            ("Main", "A101", "PC-2", "other"), ("West", "B1", "PC-2", "all"),
        ]
        for (site, lab, computer, expected) in cases {
            #expect(book.credential(site: site, lab: lab, computer: computer)?.username == expected)
        }
    }

    @Test(
        "gives none where no entry applies",
        arguments: ["- {match: {site: S}, username: u, passwordFile: pw}"]
    )
    func none(text: String) throws {
        #expect(try load(text).credential(site: "Main", lab: "A101", computer: "pc-1") == nil)
    }

    @Test("takes passwords from files beside it and from variables, and names entries")
    func passwords() throws {
        let text = #"""
            - username: CAMPUS\activator
              passwordFile: pw
            - match:
                site: East
              username: "u@realm"
              passwordEnvironment: LAB_PASSWORD
            - match: {site: West}
              username: u
              passwordFile: /pw
            """#
        let book = try load(text, environment: ["LAB_PASSWORD": "s3cret"])
        let first = try #require(book.credential(site: "", lab: "", computer: ""))
        #expect(first.id == #"#1 CAMPUS\activator"#)
        #expect(first.password?.reveal() == "hunter2")
        let second = try #require(book.credential(site: "east", lab: "", computer: ""))
        #expect(second.id == "#2 u@realm")
        #expect(second.password?.reveal() == "s3cret")
        #expect(book.credential(site: "west", lab: "", computer: "")?.password?.reveal() == "other")
        #expect(!String(reflecting: book).contains("hunter2"))
        let mark = try load("- {username: u, passwordFile: bom}").credential(site: "", lab: "", computer: "")
        #expect(mark?.password?.reveal() == "hunter2")
    }

    @Test("tells a password in a variable that can be none")
    func variable() throws {
        let text = "- {username: u, passwordEnvironment: LAB_PASSWORD}"
        let error = #expect(throws: SettingsError.self) { try load(text, environment: ["LAB_PASSWORD": "hunter2 "]) }
        #expect(
            error?.description
                == "etc/c.yaml:1:38: the environment variable LAB_PASSWORD ends with a blank; remove that, or set a "
                + "password without one."
        )
    }

    @Test("takes one proof of any kind, each for the management that can use it")
    func proofs() throws {
        let book = try load(
            """
            - {username: all, passwordFile: pw, authentication: basic}
            - {username: keys@REALM, keytabFile: pw, match: {site: S}, authentication: kerberos}
            - {certificateFile: public.pem, keyFile: pw, match: {site: T, channel: winrm}}
            - {username: root, identityFile: pw}
            - {username: agent, match: {site: T, channel: ssh}}
            """
        )
        #expect(book.count == 5)
        func found(_ site: String, _ channel: ManagementChannel = .winrm) -> Credential? {
            book.credential(site: site, lab: "", computer: "", channel: channel)
        }
        let first = try #require(found("x"))
        #expect(first.method == .basic && first.password?.reveal() == "hunter2")
        let keytab = try #require(found("s"))
        #expect(keytab.method == .kerberos)
        guard case .keytab("etc/pw") = keytab.proof else { throw FileReadError(path: "", message: "no keytab") }
        let certificate = try #require(found("T"))
        #expect(certificate.method == nil && certificate.id == "#3 public.pem")
        guard case .certificate("etc/public.pem", keyFile: "etc/pw") = certificate.proof else {
            throw FileReadError(path: "", message: "no certificate")
        }
        guard case .identity("etc/pw"?) = try #require(found("S", .ssh)).proof else {
            throw FileReadError(path: "", message: "no identity")
        }
        guard case .identity(nil) = try #require(found("T", .ssh)).proof else {
            throw FileReadError(path: "", message: "an identity")
        }
        #expect(book.credentials(for: .winrm).map(\.id) == ["#1 all", "#2 keys@REALM", "#3 public.pem"])
        #expect(book.credentials(for: .ssh).count == 2)
    }

    @Test(
        "is refused with the place and what to do",
        arguments: [
            ("", "c.yaml: the credentials file is empty; write entries"),
            ("# nothing\n", "c.yaml: the credentials file is empty"),
            ("[]", "1:1: the credentials file has no entry; write entries"),
            ("a: b", "1:1: the credentials file is a mapping; write a list"),
            ("- username: |\n    u\n  passwordFile: pw", "1:13: username holds a line break; write it on one line"),
            (
                "- username: \"LAB\\rollcall\"\n  passwordFile: pw",
                "1:13: username holds a line break; write it on one line, and write a text with a backslash in single quotes"
            ),
            ("- username: \"u\u{2028}v\"\n  passwordFile: pw", "1:13: username holds a line break"),
            ("- username: \"u\\x07\"\n  passwordFile: pw", "1:13: username holds a control character"),
            ("- username: 'u '\n  passwordFile: pw", "1:13: username begins or ends with a blank"),
            (
                "- username: LAB\\\\u\n  passwordFile: pw",
                "1:13: username is “LAB\\\\u”; write the account as user, DOMAIN\\user or user@REALM"
            ),
            ("- username: LAB/u\n  passwordFile: pw", "1:13: username is “LAB/u”; write the account as"),
            ("- username: 'LAB\\'\n  passwordFile: pw", "1:13: username is “LAB\\”; write the account as"),
            (
                "- username: u\n  passwordFile: two",
                "2:17: the password file etc/two holds more than one line; leave only"
            ),
            (
                "- username: u\n  passwordFile: blank",
                "2:17: the password file etc/blank ends with a blank; remove that"
            ),
            ("- username: u\n  passwordFile: zero", "2:17: the password file etc/zero holds a control character"),
            ("- username: u\n  passwordFile: large", "2:17: the password file etc/large holds more than 1024 bytes"),
            ("- text", "1:3: an entry is a single value; write a mapping"),
            ("- {passwordFile: pw}", "1:3: this entry has no username"),
            ("- {username: u}", "1:3: this entry says not what proves the account; write one of"),
            (
                "- {username: u, passwordFile: pw, passwordEnvironment: X}",
                "1:3: this entry has both passwordFile and passwordEnvironment; remove one of them"
            ),
            (
                "- {username: u, passwordFile: pw, keytabFile: k}",
                "1:3: this entry has both passwordFile and keytabFile"
            ),
            ("- username: u\n  keytabFile: none", "2:15: the keytab etc/none does not exist"),
            ("- username: u\n  certificateFile: pw", "2:20: a certificateFile needs a keyFile"),
            ("- username: u\n  keyFile: pw", "2:12: a keyFile belongs to a certificateFile"),
            ("- certificateFile: pw\n  keyFile: none", "2:12: the key file etc/none does not exist"),
            ("- username: u\n  identityFile: none", "2:17: the key file etc/none does not exist"),
            (
                "- username: u\n  passwordFile: pw\n  authentication: ntlmv2",
                "3:19: authentication is “ntlmv2”; with passwordFile write one of negotiate, kerberos, ntlm, basic"
            ),
            (
                "- username: u\n  keytabFile: pw\n  authentication: ntlm",
                "3:19: authentication is “ntlm”; with keytabFile write one of negotiate, kerberos"
            ),
            (
                "- username: u\n  identityFile: pw\n  authentication: basic",
                "3:19: authentication is “basic”; leave it out with identityFile"
            ),
            ("- username: u\n  match: {channel: telnet}", "2:20: channel is “telnet”; write winrm or ssh"),
            (
                "- {match: {channel: ssh}, username: u, passwordFile: pw}",
                "1:3: passwordFile is of no use to ssh, only to winrm"
            ),
            (
                "- {match: {channel: winrm}, username: u, identityFile: pw}",
                "1:3: identityFile is of no use to winrm, only to ssh"
            ),
            ("- username: u\n  password: p", "2:3: a password has no place in this file"),
            ("- username: u\n  pasword: p", "2:3: pasword is not known in an entry; write one of match"),
            (
                "- username: u\n  passwordfile: p",
                "2:3: passwordfile is not known in an entry; did you mean passwordFile?"
            ),
            ("- username: u\n  match: {sit: x}", "2:11: sit is not known in match; did you mean site?"),
            ("- username: u\n  match: x", "2:10: match is a single value"),
            ("- username: [u]", "1:13: username is a list"),
            ("- username: \"\"\n  passwordFile: pw", "1:13: username has no value"),
            ("- username: u\n  passwordFile: ./none", "2:17: passwordFile names no file; write"),
            ("- username: u\n  passwordFile: empty", "2:17: the password file etc/empty is empty"),
            (
                "- username: u\n  passwordEnvironment: NOT_SET",
                "2:24: passwordEnvironment names no environment variable that is set; write the name of one"
            ),
            ("- username: u\n  passwordEnvironment: ROLLCALL_X", "2:24: ROLLCALL_X begins as"),
            (
                "- {match: {lab: a}, username: u, passwordFile: pw}\n- {match: {lab: A}, username: v, passwordFile: pw}",
                "2:3: this entry matches the same as the one at etc/c.yaml:1:3;"
            ),
            ("- {username: u", "this is no valid YAML"),
        ]
    )
    func refused(text: String, expected: String) throws {
        let error = try #require(throws: SettingsError.self) { try load(text) }
        #expect(error.description.hasPrefix("etc/c.yaml:"))
        #expect(error.description.contains(expected))
    }

    @Test(
        "does not repeat a password that stands where the name of what holds it belongs",
        arguments: [
            ("passwordFile", "hunter2!", "17: passwordFile names no file; write"),
            ("passwordFile", "/no-such-folder/hunter2", "17: passwordFile names no file; write"),
            ("passwordFile", "/hunter2", "17: passwordFile names no file in /; write"),
            ("passwordEnvironment", "hunter2!", "24: passwordEnvironment names no environment variable that is set"),
            ("passwordEnvironment", "hunter2", "24: passwordEnvironment names no environment variable that is set"),
        ]
    )
    func misplaced(key: String, password: String, expected: String) throws {
        let error = try #require(throws: SettingsError.self) { try load("- username: u\n  \(key): \(password)") }
        #expect(error.description.hasPrefix("etc/c.yaml:2:\(expected)"), "\(error)")
        #expect(!error.description.contains("hunter2"))
    }

    @Test("must be for its owner alone, and so must its password files")
    func modes() throws {
        try withTemporaryFolder { folder in
            let (file, password) = (folder + "/c.yaml", folder + "/pw")
            try write("- {username: u, passwordFile: pw}".utf8, to: file, mode: 0o644)
            try write("p".utf8, to: password, mode: 0o600)
            let first = try #require(throws: SettingsError.self) {
                try CredentialBook.load(path: file, environment: [:])
            }
            #expect(first.description.contains("chmod 600 \(file)"))
            try write("- {username: u, passwordFile: pw}".utf8, to: file, mode: 0o600)
            #expect(try CredentialBook.load(path: file, environment: [:]).count == 1)
            try write("p".utf8, to: password, mode: 0o640)
            let second = try #require(throws: SettingsError.self) {
                try CredentialBook.load(path: file, environment: [:])
            }
            #expect(second.description.contains("chmod 600 \(password)"))
            for proof in ["keytabFile: pw", "certificateFile: c, keyFile: pw", "identityFile: pw"] {
                try write("- {username: u, \(proof)}".utf8, to: file, mode: 0o600)
                try write("k".utf8, to: password, mode: 0o604)
                let error = try #require(throws: SettingsError.self) {
                    try CredentialBook.load(path: file, environment: [:])
                }
                #expect(error.description.contains("chmod 600 \(password)"))
                try write([0xFF, 0x00], to: password, mode: 0o600)
                #expect(try CredentialBook.load(path: file, environment: [:]).count == 1)
            }
        }
    }
}
