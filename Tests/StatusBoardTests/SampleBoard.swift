import ActivationDomain
import BoardProjection
import BoardTestSupport
import Foundation
import StatusBoard
import Testing

private let sampleSeconds = ProcessInfo.processInfo.environment["ROLLCALL_SAMPLE_BOARD"].flatMap(Int.init)

/// A board to look at in a browser while its pages are being worked on; no test.
///
/// `ROLLCALL_SAMPLE_BOARD=600 swift test --filter SampleBoard` serves for ten minutes, and prints where.
@Suite(.enabled(if: sampleSeconds != nil))
struct SampleBoard {
    @Test("A full board, an empty one, and one that is in trouble")
    func serve() async throws {
        let now = Timestamp.now
        try await BoardFixture.with { full in
            try await SampleCampaign().project(into: full, until: now)
            try await full.tell(at: now.advanced(by: .seconds(3600)))
            for worker in ["w1", "w2", "w3"] {
                try await full.tell(worker: worker, slots: 400, running: 130, at: now.advanced(by: .seconds(3600)))
            }
            try await BoardFixture.with { empty in
                try await empty.tell(at: now.advanced(by: .seconds(3600)))
                try await BoardFixture.with { troubled in
                    try await SampleCampaign.trouble(troubled, until: now)
                    try await serve([("full", full), ("empty", empty), ("troubled", troubled)], at: now)
                }
            }
        }
    }

    private func serve(_ boards: [(String, BoardFixture)], at now: Timestamp) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, (name, board)) in boards.enumerated() {
                group.addTask {
                    try await board.serving(at: now, configure: { $0.port = 8611 + index }) { client in
                        print("\(name): http://127.0.0.1:\(client.port)/")
                        try await Task.sleep(for: .seconds(sampleSeconds ?? 0))
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
