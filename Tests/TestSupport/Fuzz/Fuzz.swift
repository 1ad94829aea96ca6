internal import Foundation
internal import Synchronization

/// Runs a check over random inputs, each with a seed of its own by which it can be had again.
///
/// With the other tests it is a short run over the same inputs each time. `scripts/fuzz` makes it a long one: it sets
/// `ROLLCALL_FUZZ_SEED`, `ROLLCALL_FUZZ_SECONDS`, `ROLLCALL_FUZZ_CASES`, `ROLLCALL_FUZZ_ONLY` and `ROLLCALL_FUZZ_RECORD`, a
/// folder in which the input under way is noted, since a trap or a hang leaves no chance to tell it afterwards.
package struct Fuzz: Sendable {
    private let name: String
    private let seed: UInt64
    private let cases: Int
    private let seconds: Double?
    private let record: String?

    /// Whether this is a long run, which has the process to itself.
    package var isLong: Bool { seconds != nil }

    /// Makes the run of one check, which `name` stands for; a short one tries so many inputs.
    package init(_ name: String, cases: Int) {
        let environment = ProcessInfo.processInfo.environment
        func number(_ variable: String) -> UInt64? { environment[variable].flatMap { UInt64($0) } }
        self.name = name
        seed = number("ROLLCALL_FUZZ_SEED") ?? 1
        seconds = number("ROLLCALL_FUZZ_SECONDS").map { Double(min($0, 86_400)) }
        let isWanted = environment["ROLLCALL_FUZZ_ONLY"].map { $0 == name } ?? true
        let limit = number("ROLLCALL_FUZZ_CASES").map { Int(clamping: $0) } ?? (seconds == nil ? cases : .max)
        self.cases = isWanted ? limit : 0
        record = environment["ROLLCALL_FUZZ_RECORD"].map { "\($0)/\(name)" }
    }

    /// Tries inputs until the count or the time is over.
    ///
    /// - Parameters:
    ///   - input: makes an input; it may draw on nothing but the numbers given.
    ///   - text: how the input is told.
    ///   - check: throws when the input is not dealt with as it should.
    /// - Returns: how many were tried.
    /// - Throws: ``TestSupportError`` with seed, input and what `check` said.
    @discardableResult
    package func run<Input>(
        input: (inout SeededGenerator) -> Input,
        text: (Input) -> String,
        check: (Input) async throws -> Void
    ) async throws -> Int {
        let count = try await withThrowingTaskGroup(of: Void.self) { group in
            let watch = Watch(name)
            group.addTask { await watch.run() }
            defer { group.cancelAll() }
            return try await run(watch, input, text, check)
        }
        if let record, count > 0 {
            try? FileManager.default.removeItem(atPath: record)
            print("fuzz: \(name): \(count) inputs from seed \(seed)")
        }
        return count
    }

    private func run<Input>(
        _ watch: Watch,
        _ input: (inout SeededGenerator) -> Input,
        _ text: (Input) -> String,
        _ check: (Input) async throws -> Void
    ) async throws -> Int {
        let deadline = ContinuousClock.now + .seconds(seconds ?? 60)
        let note = try record.map { try Note($0) }
        var count = 0
        while count < cases, ContinuousClock.now < deadline {
            let seed = seed &+ UInt64(count)
            var random = SeededGenerator(seed: seed)
            let input = input(&random)
            let again = "again with: scripts/fuzz --only \(name) --seed \(seed) --cases 1"
            watch.begin(again)
            try note?.write("\(again)\ninput: \(text(input))\n")
            do {
                try await check(input)
            } catch {
                throw TestSupportError("\(error)\n  \(again)\n  input: \(text(input))")
            }
            count += 1
            // Some checks never wait, and other tests run beside this one.
            await Task.yield()
        }
        return count
    }

    /// Fails with a sentence unless the condition holds.
    package static func require(_ condition: Bool, _ what: @autoclosure () -> String) throws(TestSupportError) {
        guard condition else { throw TestSupportError(what()) }
    }

    /// Bytes as they are told: text where they are printable, hexadecimal otherwise; shortened when there are many.
    package static func text(_ bytes: [UInt8]) -> String {
        let shown = bytes.prefix(4096)
        let rest = bytes.count > shown.count ? " and \(bytes.count - shown.count) bytes more" : ""
        if shown.allSatisfy({ (0x20...0x7E).contains($0) }) { return String(decoding: shown, as: UTF8.self) + rest }
        return shown.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + rest
    }
}

/// Says so when an input takes too long: it may never end, and the seed would stay unknown.
private final class Watch: Sendable {
    private struct State {
        var again = ""
        var since = ContinuousClock.now
    }
    private static let limit = Duration.seconds(30)
    private let name: String
    private let state = Mutex(State())

    init(_ name: String) { self.name = name }

    func begin(_ again: String) { state.withLock { $0 = State(again: again) } }

    /// Looks now and then until the task is cancelled.
    func run() async {
        while (try? await Task.sleep(for: Watch.limit)) != nil {
            let state = state.withLock { $0 }
            if .now - state.since >= Watch.limit {
                print("fuzz: \(name): no end within \(Watch.limit); \(state.again)")
            }
        }
    }
}

/// A file that always holds what was written last, and stays open: to open it anew each time would wait for the disk.
private struct Note {
    private let file: FileHandle

    init(_ path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw TestSupportError("\(path) cannot be written") }
        self.file = file
    }

    func write(_ text: String) throws {
        let bytes = Data(text.utf8)
        try file.seek(toOffset: 0)
        try file.write(contentsOf: bytes)
        try file.truncate(atOffset: UInt64(bytes.count))
    }
}
