import ActivationDomain
import BoardTestSupport
import Testing

@testable import BoardProjection
@testable import StatusBoard

@Suite("The first line")
struct HeadlineTests {
    private func headline(
        of total: Int,
        _ states: [ActivationState: Int],
        end seconds: Int? = nil,
        due: Int? = nil,
        in language: Language = .english
    ) throws -> Headline {
        var counts = StateCounts()
        counts.byState = states
        let now = BoardFixture.time.advanced(by: .seconds(3600))
        let campaign = CampaignFacts(
            name: "c",
            total: total,
            counts: counts,
            attempts: 0,
            superseded: 0,
            firstAt: BoardFixture.time,
            lastAt: now
        )
        let pace = PaceFacts(
            endedPerMinute: [],
            perMinute: nil,
            expectedEnd: seconds.map { now.advanced(by: .seconds($0)) },
            nextDue: nil,
            lastDue: due.map { now.advanced(by: .seconds($0)) }
        )
        return Headline(
            campaign: campaign,
            pace: pace,
            now: now,
            texts: Texts(try Texts.catalogue(), language: language)
        )
    }

    @Test("tells how things stand")
    func standing() throws {
        let all = try headline(of: 10_000, [.activated: 9412, .deferred: 400, .parked: 31, .failed: 150, .expired: 7])
        #expect(all.text == "9,412 of 10,000 computers' products are active, 431 wait to retry, 157 need you.")
        #expect(all.short == "94 %")
        let begun = try headline(of: 40, [.enrolled: 40])
        #expect(begun.text == "0 of 40 computers' products are active, 40 have not begun.")
        let running = try headline(of: 40, [.enrolled: 38, .running: 2])
        #expect(running.text == "0 of 40 computers' products are active, 2 are running.")
        let one = try headline(of: 1, [.failed: 1])
        #expect(one.text == "Complete: 0 of 1 computer's product is active, 1 needs you.")
        #expect(try headline(of: 500, [.activated: 500]).text == "Complete: all 500 computers' products are active.")
        let chinese = try headline(of: 2000, [.activated: 1999, .refused: 1], in: .traditionalChinese)
        #expect(chinese.text == "完成：2,000 項電腦產品中已啟用 1,999 項，1 項需要你處理。")
    }

    @Test("tells how long it will take, and nothing of it before that can be said")
    func time() throws {
        func text(_ headline: Headline) -> String? { headline.eta?["text"] as? String }
        #expect(text(try headline(of: 1000, [.activated: 500, .running: 9], end: 370)) == "About 6 min left.")
        #expect(text(try headline(of: 1000, [.activated: 500, .running: 9], end: 20)) == "Less than a minute left.")
        #expect(text(try headline(of: 1000, [.activated: 500, .running: 9], end: 7500)) == "About 2 h 5 min left.")
        #expect(text(try headline(of: 1000, [.running: 9])) == nil)
        #expect(text(try headline(of: 1000, [.activated: 49])) == "It is too early to say how long it will take.")
        #expect(text(try headline(of: 1000, [.activated: 60, .running: 5]))?.hasPrefix("Nothing has ended") == true)
        #expect(text(try headline(of: 100, [.activated: 60, .deferred: 40], due: 900)) == "The last retry is due at")
        #expect(text(try headline(of: 100, [.activated: 100])) == "It took 1 h and ended at")
    }
}
