import Foundation
import Synchronization

/// What a worker takes of the machine while it lives, sampled from `/proc`.
final class ResourceLog: Sendable {
    /// One look at a process.
    struct Sample: Sendable, Equatable {
        /// Resident memory in KiB.
        var memory: Int
        var descriptors: Int
        var threads: Int
    }

    private let samples = Mutex<[Sample]>([])

    /// Looks at a process; one that has ended is skipped.
    func sample(_ process: Int32) {
        let files = FileManager.default
        guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
            let descriptors = try? files.contentsOfDirectory(atPath: "/proc/\(process)/fd").count,
            let memory = ResourceLog.number("VmRSS", in: status),
            let threads = ResourceLog.number("Threads", in: status)
        else { return }
        samples.withLock { $0.append(Sample(memory: memory, descriptors: descriptors, threads: threads)) }
    }

    private static func number(_ key: String, in status: String) -> Int? {
        let line = status.split(separator: "\n").first { $0.hasPrefix(key + ":") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
    }

    /// What there is to say: the second quarter of the time beside the last one.
    ///
    /// The first quarter is left out: there the pools and buffers fill.
    func summary(_ name: String) -> String? {
        guard let (early, late) = quarters else { return nil }
        return "\(name): memory \(early.memory / 1024) MiB, in the end \(late.memory / 1024) MiB; descriptors "
            + "at least \(early.descriptors), then \(late.descriptors); threads \(early.threads), then \(late.threads)"
    }

    /// Whether it takes more and more: memory by over a tenth and 8 MiB, descriptors by over an eighth and 8, threads
    /// by over 2.
    var grows: Bool {
        guard let (early, late) = quarters else { return false }
        return late.memory > early.memory * 11 / 10 + 8192 || late.descriptors > early.descriptors * 9 / 8 + 8
            || late.threads > early.threads + 2
    }

    /// The medians of the second quarter and of the last; of descriptors the least, since each exchange that runs has one.
    private var quarters: (early: Sample, late: Sample)? {
        let all = samples.withLock(\.self)
        guard all.count >= 8 else { return nil }
        let quarter = all.count / 4
        return (ResourceLog.median(all[quarter..<2 * quarter]), ResourceLog.median(all.suffix(quarter)))
    }

    private static func median(_ samples: ArraySlice<Sample>) -> Sample {
        func middle(_ key: (Sample) -> Int) -> Int { samples.map(key).sorted()[samples.count / 2] }
        return Sample(
            memory: middle(\.memory),
            descriptors: samples.map(\.descriptors).min() ?? 0,
            threads: middle(\.threads)
        )
    }
}
