package import ActivationDomain
internal import ActivationPipeline
internal import BoardProjection

/// A campaign as a campus has it, in the midst of its first morning: each state, several codes, many labs.
package struct SampleCampaign: Sendable {
    package var name = "2026-autumn"
    package var labs = 24
    package var seats = 30
    /// How many of a hundred jobs have been begun.
    package var share = 94

    /// Makes one.
    package init() {}

    private static let troubles: [(code: String, inner: String?, isLast: Bool)] = [
        ("0xC004F074", "0xC004F06C", true), ("0xC004F074", "0x800706BA", false), ("0xC004F038", nil, false),
        ("0x80070005", nil, true), ("0xC004F035", nil, true), ("ROLLCALL_UNREACHABLE", nil, false),
        ("0xC004F050", nil, true),
    ]

    /// Projects its events, all before `end`, and what workers say.
    package func project(into board: BoardFixture, until end: Timestamp) async throws {
        let begin = end.advanced(by: .seconds(-1800)).since(BoardFixture.time)
        let start = Int(begin.components.seconds)
        var batch: [ActivationEvent] = []
        var number = 0
        for lab in 1...labs {
            for seat in 1...seats {
                let site = lab.isMultiple(of: 3) ? "north" : "main"
                let room = "\(site == "main" ? "A" : "N")\(100 + lab)"
                let name = "\(room)-\(seat < 10 ? "0" : "")\(seat)"
                for product in seat.isMultiple(of: 2) ? ["windows", "office-2021"] : ["windows"] {
                    let job = BoardFixture.job(name, lab: room, site: site, product: product, campaign: self.name)
                    batch += try events(of: job, number: number, from: start)
                    number += 1
                }
            }
            try await board.project(batch)
            batch = []
        }
        let total = number
        try await board.database.project([
            try BoardFixture.notice(.campaignEnrolled, id: "sample/\(name)", after: start) { [name] json in
                json.member("campaign", name)
                json.member("count", total)
            }
        ])
    }

    private func events(of job: Job, number: Int, from start: Int) throws -> [ActivationEvent] {
        // A fixed scattering: the same board each time.
        let draw = (number &* 7919 + 13) % 1000
        let begun = start + 30 + draw * 7 / 4
        var events = [try BoardFixture.event(.enrolled, job, attempt: 0, after: start)]
        guard draw < share * 10 else { return events }
        events.append(try BoardFixture.event(.running, job, after: begun))
        switch draw % 40 {
        case 0..<2: break
        case 2..<5:
            let trouble = SampleCampaign.troubles[draw % SampleCampaign.troubles.count]
            var event = try BoardFixture.event(
                trouble.isLast ? .failed : .deferred,
                job,
                code: trouble.code,
                inner: trouble.inner,
                after: begun + 4
            )
            if !trouble.isLast { event.nextAttemptAt = event.time.advanced(by: .seconds(1800 + draw * 6)) }
            event.evidence.clockOffsetSeconds = trouble.inner == "0xC004F06C" ? -32_400 : 0.4
            event.evidence.detail = "Error: product not found on \(job.computer.name)"
            event.duration = .milliseconds(3000 + draw)
            events.append(event)
        default:
            var event = try BoardFixture.event(.activated, job, after: begun + 3)
            event.duration = .milliseconds(1200 + draw)
            events.append(event)
        }
        return events
    }
}
