import Foundation
import TestSupport
import Testing

/// The command line: one clear sentence, and an exit code that scripts can use.
@Suite(.timeLimit(.minutes(6)))
struct CommandTests {
    private static let lab =
        "  - { name: \"C{1...5}\", address: \"127.60.0.{1...5}\", site: main, lab: C, products: [windows, office-2019] }"

    /// Runs a program of the project by itself, in a folder where there is nothing of it.
    private func run(_ words: String...) async throws -> Program.Ended {
        let bin = try TestEnvironment.required("ROLLCALL_TEST_BIN")
        let environment = Campus.environment.filter { !$0.key.hasPrefix("ROLLCALL_") && $0.key != "COLUMNS" }
        return try await Program(
            "/bin/sh",
            ["-c", "cd / && exec \"$@\"", "sh", "\(bin)/\(words[0])"] + words.dropFirst(),
            environment: environment
        ).ended()
    }

    @Test("--help: no line of an example is broken in a terminal of 80 columns")
    func examples() async throws {
        var count = 0
        for words in [
            "rollcall", "rollcall doctor", "rollcall check", "rollcall topology", "rollcall topology apply",
            "rollcall topology verify", "rollcall topology users", "rollcall enroll", "rollcall watch",
            "rollcall explain", "rollcall-worker", "rollcall-lab", "rollcall-lab serve", "rollcall-lab register",
            "rollcall-lab expected",
        ] {
            let split = words.split(separator: " ").map(String.init) + ["--help"]
            let bin = try TestEnvironment.required("ROLLCALL_TEST_BIN")
            let help = try await Program("\(bin)/\(split[0])", Array(split.dropFirst())).succeeded()
            let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
            for (line, next) in zip(lines, lines.dropFirst()) where line.hasPrefix("  rollcall") {
                count += 1
                #expect(line.count <= 80 && (next.isEmpty || next.hasPrefix("  ")), "\(words): \(line) / \(next)")
            }
        }
        #expect(count > 20)
    }

    @Test("explain, run where no catalogue is, says how to lead to one")
    func withoutSettings() async throws {
        let ended = try await run("rollcall", "explain", "0xC004F074")
        #expect(ended.status == 78)
        #expect(ended.errors.contains("--config"), "\(ended.errors)")
        #expect(ended.errors.split(separator: "\n").count == 1)
    }

    @Test("rollcall-lab tells at its start what is wrong with a file of users or keys")
    func labFiles() async throws {
        let folder = try TestFolder.make("lab")
        let junk = folder.appending(path: "junk").path
        try "junk\n".write(toFile: junk, atomically: true, encoding: .utf8)
        let scenario = try TestEnvironment.root() + "/config/demo/lab.yaml"
        for (option, file, status, part) in [
            (
                "--ntlm-users", folder.path + "/none", 66,
                "/none: the file does not exist; name another with --ntlm-users"
            ),
            ("--ntlm-users", junk, 65, "/junk:1:1: this line has no user of NTLM; write DOMAIN:USER:PASSWORD"),
            ("--keytab", folder.path + "/none", 66, "/none: the file does not exist; name another with --keytab"),
            ("--keytab", junk, 65, "/junk: this is no keytab with a key in it"),
        ] {
            let ended = try await run("rollcall-lab", "--scenario", scenario, option, file)
            #expect(ended.status == Int32(status), "\(ended.errors)")
            #expect(ended.errors.hasPrefix("rollcall-lab: ") && ended.errors.contains(part), "\(ended.errors)")
            #expect(ended.errors.split(separator: "\n").count == 1)
        }
    }

    @Test("enroll: selection, dry run, wrong rows, unknown names")
    func enroll() async throws {
        try await Campus.withRunning(computers: CommandTests.lab) { campus in
            #expect(try await campus.enrol("dry", register: nil, "--dry-run") == 10)
            #expect(try await campus.messageCounts()["\(campus.prefix).jobs.bulk"] == 0)
            #expect(try await campus.enrol("some", register: nil, "--computer", "c3", "--product", "windows") == 1)
            #expect(try await campus.messageCounts()["\(campus.prefix).jobs.bulk"] == 1)
            let bad = campus.folder.appending(path: "bad.csv")
            let rows = try String(contentsOf: campus.register, encoding: .utf8)
            try (rows + "C9,127.60.0.9,T,main,C,telnet,windows,1\n").write(to: bad, atomically: true, encoding: .utf8)
            let refused = try await campus.rollcall("enroll", "--register", bad.path, "--campaign", "bad")
            #expect(refused.status == 65)
            #expect(refused.errors.contains("bad.csv:7:"))
            #expect(try await campus.messageCounts()["\(campus.prefix).jobs.bulk"] == 1, "nothing was enrolled")
            #expect(try await campus.enrol("bad", register: bad, "--skip-invalid", "--lane", "urgent") == 10)
            #expect(try await campus.messageCounts()["\(campus.prefix).jobs.urgent"] == 10)
            let first = try #require(rows.split(whereSeparator: \.isNewline).dropFirst().first)
            let twins = campus.folder.appending(path: "twins.csv")
            try (rows + "TWIN" + first.drop { $0 != "," } + "\n").write(to: twins, atomically: true, encoding: .utf8)
            func twin(_ more: String...) async throws -> Program.Ended {
                let words = ["enroll", "--register", twins.path, "--campaign", "twins", "--dry-run"] + more
                return try await campus.startRollcall(words).ended()
            }
            let warned = try await twin()
            #expect(warned.status == 0)
            #expect(
                warned.errors.hasPrefix("\(twins.path):7: TWIN has the address of C1 on line 2, "),
                "\(warned.errors)"
            )
            #expect(try await twin("--computer", "c1").errors == warned.errors)
            #expect(try await twin("--computer", "c2").errors.isEmpty)
            let stranger = try await campus.rollcall(
                "enroll",
                "--register",
                campus.register.path,
                "--campaign",
                "x",
                "--computer",
                "NOBODY"
            )
            #expect(stranger.status == 65)
            #expect(stranger.errors.contains("NOBODY"))
            let text = String(repeating: "x", count: 100_000)
            let large = try await campus.rollcall(
                "enroll",
                "--register",
                campus.register.path,
                "--campaign",
                "large",
                "--label",
                "a=\(text)",
                "--label",
                "b=\(text)",
                "--label",
                "c=\(text)"
            )
            #expect(large.status == 65)
            #expect(large.errors.contains("nothing was enrolled: no worker would take the job of C1: "))
            #expect(large.errors.split(separator: "\n").count == 1)
            #expect(try await campus.messageCounts()["\(campus.prefix).jobs.bulk"] == 1, "nothing was enrolled")
            let usage = try await campus.rollcall("enroll", "--campaign", "x")
            #expect(usage.status == 64)
        }
    }

    @Test("Bad settings, a missing topology, a wrong password and no broker are told apart")
    func failures() async throws {
        try await Campus.withRunning(computers: CommandTests.lab) { campus in
            let settings = try String(contentsOf: campus.settings, encoding: .utf8)
            func with(_ text: String) throws { try text.write(to: campus.settings, atomically: true, encoding: .utf8) }
            try with(settings + "\nworkers: 3\n")
            let unknown = try await campus.startWorker().ended()
            #expect(unknown.status == 78)
            #expect(unknown.errors.contains("rollcall.yaml:"))
            let folder = campus.folder.path
            for (text, status, sentence) in [
                ("register: register.csv", 65, "the asset register \(folder)/"),
                ("errors.yaml", 78, "the error catalogue (catalogue.errors) "),
                ("products.yaml", 78, "the product catalogue (catalogue.products) "),
            ] {
                let place = text.hasPrefix("register") ? "register: ." : "."
                try with(settings.replacing(text, with: place))
                let ended = try await campus.startWorker().ended()
                #expect(ended.status == Int32(status))
                #expect(ended.errors.hasPrefix("rollcall-worker: \(sentence)"), "\(ended.errors)")
                #expect(ended.errors.contains("is a directory"))
                #expect(ended.errors.split(separator: "\n").count == 1)
            }
            try with(settings)
            for path in ["\(folder)/no-such.pem", campus.settings.path] {
                let ended = try await campus.startWorker(environment: ["ROLLCALL_WORKER_WINRM_CA_FILE": path]).ended()
                #expect(ended.status == 78, "\(ended.errors)")
                let place = "rollcall-worker: ROLLCALL_WORKER_WINRM_CA_FILE: worker.winrm.caFile cannot be used: "
                #expect(ended.errors.hasPrefix(place), "\(ended.errors)")
                #expect(ended.errors.contains(path))
                #expect(ended.errors.split(separator: "\n").count == 1, "\(ended.errors)")
            }
            let enrolled = try await campus.rollcall("enroll", "--register", folder, "--campaign", "x")
            #expect(enrolled.status == 65)
            try with(settings.replacing("prefix: \(campus.prefix)", with: "prefix: nothing-here"))
            // As one who may: to a user of another prefix the broker does not say what is missing.
            let administrator = ["ROLLCALL_BROKER_URL": campus.brokerURL]
            let missing = try await campus.startWorker(environment: administrator).ended()
            #expect(missing.status == 78)
            #expect(missing.errors.contains("rollcall topology apply"))
            #expect(try await campus.rollcall("topology", "verify").status == 69)
            try with(settings)
            let url = try #require(URLComponents(string: campus.brokerURL))
            let port = try #require(url.port)
            for (address, status) in [
                ("amqp://guest:wrong@127.0.0.1:\(port)/", 77), ("amqp://guest:guest@127.0.0.1:1/", 69),
            ] {
                let ended = try await campus.startWorker(environment: ["ROLLCALL_BROKER_URL": address]).ended()
                #expect(ended.status == Int32(status), "\(ended.errors)")
                #expect(ended.hasExited)
                #expect(!ended.errors.contains("wrong@"))
                #expect(ended.errors.split(separator: "\n").count == 1)
            }
            #expect(try await campus.rollcall("topology", "verify").status == 0)
        }
    }

    @Test("watch tells by its exit code whether all was activated; explain speaks both languages")
    func watchAndExplain() async throws {
        try await Campus.withRunning(computers: CommandTests.lab) { campus in
            let worker = try campus.startWorker()
            let jobs = try await campus.enrol("watched")
            let ends = campus.folder.appending(path: "ends.jsonl")
            let watched = try await campus.rollcall("watch", "--campaign", "watched", "--json", "--ends", ends.path)
            #expect(watched.status == 0, "\(watched.errors)")
            #expect(watched.output.contains(#""activated":\#(jobs)"#))
            #expect(try String(contentsOf: ends, encoding: .utf8).split(separator: "\n").count == jobs)
            // Enrolling again is the same jobs: nothing new is known of them.
            try await campus.enrol("watched")
            #expect(try await campus.rollcall("watch", "--campaign", "watched").status == 0)
            // A further round takes the place of the first one.
            #expect(try await campus.enrol("watched", register: nil, "--round", "2", "--computer", "C1") == 2)
            let again = try await campus.rollcall("watch", "--campaign", "watched", "--json", "--ends", ends.path)
            #expect(again.status == 0, "\(again.errors)")
            #expect(again.output.contains(#""total":\#(jobs)"#))
            #expect(again.output.contains(#""superseded":2"#))
            let lines = try String(contentsOf: ends, encoding: .utf8).split(separator: "\n")
            #expect(lines.count == jobs)
            #expect(lines.count { $0.contains(#""round":2"#) } == 2)
            for place in [campus.folder.path, "\(campus.folder.path)/nowhere/ends"] {
                let refused = try await campus.rollcall("watch", "--campaign", "not yet", "--ends", place)
                #expect(refused.status == 64)
                #expect(refused.errors.hasPrefix("rollcall: --ends \(place) cannot be written: "))
                #expect(refused.errors.split(separator: "\n").count == 1)
            }
            let chinese = try await campus.rollcall("explain", "0xC004F074", "--language", "zh-Hant")
            #expect(chinese.status == 0)
            #expect(chinese.output.contains("KMS"))
            #expect(chinese.output.contains("時區"))
            #expect(try await campus.rollcall("explain", "0xDEADBEEF").status == 65)
            #expect(try await campus.rollcall("explain", "nonsense").status == 64)
            try await explainTranscripts(campus)
            worker.signal(SIGTERM)
            #expect(try await worker.ended().status == 0)
        }
    }

    private func explainTranscripts(_ campus: Campus) async throws {
        func saved(_ name: String, _ text: String) throws -> String {
            let file = campus.folder.appending(path: name)
            try text.write(to: file, atomically: true, encoding: .utf8)
            return file.path
        }
        let fixtures = "Tests/TranscriptsTests/Fixtures"
        let window = try RepositoryFile.text("\(fixtures)/window-batch-zh-tw.txt")
        let mixed = try await campus.rollcall(
            "explain",
            "--transcript",
            saved("window.txt", window),
            "--language",
            "en"
        )
        #expect(mixed.status == 1)
        #expect(mixed.output.contains("0xC004F074 (cause 0xC004F06C)"))
        #expect(mixed.output.contains("activated, as the script says"))
        let licensed = try RepositoryFile.text("\(fixtures)/ospp-dstatus-licensed.txt")
        let good = try await campus.rollcall("explain", "--json", "--transcript", saved("licensed.txt", licensed))
        #expect(good.status == 0)
        #expect(good.output.contains(#""minutesRemaining":258642"#))
        let other = try await campus.rollcall("explain", "--transcript", saved("other.txt", "Hello, world.\n"))
        let missing = try await campus.rollcall("explain", "--transcript", "\(campus.folder.path)/nothing.txt")
        for ended in [other, missing] {
            #expect(ended.status == 65)
            #expect(ended.output.isEmpty)
            #expect(ended.errors.split(separator: "\n").count == 1)
        }
        #expect(try await campus.rollcall("explain", "0xC004F074", "--transcript", "-").status == 64)
        #expect(try await campus.rollcall("explain").status == 64)
    }
}
