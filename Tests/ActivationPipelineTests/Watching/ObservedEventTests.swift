import ActivationDomain
import ActivationPipeline
import TestSupport
import Testing

@Suite("Events as a reader sees them")
struct ObservedEventTests {
    @Test("hold what a worker wrote")
    func written() throws {
        var event = try PipelineFixture.event(
            .deferred,
            PipelineFixture.job(attempt: 2),
            code: ErrorCode(hresult: 0xC004_F074),
            inner: ErrorCode(hresult: 0xC004_F038)
        )
        event.nextAttemptAt = event.time.advanced(by: .seconds(120))
        let observed = try #require(ObservedEvent(body: event.encoded()))
        #expect(observed.id == event.id)
        #expect(observed.time == event.time)
        #expect(observed.enrolled == nil)
        let activation = try #require(observed.activation)
        #expect(activation.job == event.job.id.text)
        #expect(activation.campaign == "2026-autumn")
        #expect(activation.computer == "A101-01")
        #expect(activation.site == "main")
        #expect(activation.lab == "A101")
        #expect(activation.product == "windows")
        #expect(activation.state == .deferred)
        #expect(activation.attempt == 2)
        #expect(activation.code == "0xC004F074")
        #expect(activation.innerCode == "0xC004F038")
    }

    @Test("fit the key that they are published with, and no other", arguments: ActivationState.allCases)
    func keys(state: ActivationState) throws {
        let event = try PipelineFixture.event(state)
        let body = event.encoded()
        let observed = try #require(ObservedEvent(body: body))
        #expect(StatusMessage(body: body, routingKey: StatusRoutingKey.key(event)) == .event(observed))
        let others = ActivationState.allCases.filter { $0 != state }
        let keys = try others.map { StatusRoutingKey.key(try PipelineFixture.event($0)) }
        for key in keys + ["a.b.c.\(state.rawValue)", ""] {
            #expect(StatusMessage(body: body, routingKey: key) == .misplaced, "\(key)")
        }
    }

    @Test("concern no job where a notice says nothing of one", arguments: NoticeKind.allCases)
    func notices(kind: NoticeKind) throws {
        let notice = Notice(kind, id: "n", source: "/t", time: PipelineFixture.time) { json in
            json.member("campaign", "c")
            json.member("count", 7)
        }
        let observed = try #require(ObservedEvent(body: notice.encoded()))
        #expect(observed.activation == nil)
        #expect(observed.enrolled?.count == (kind == .campaignEnrolled ? 7 : nil))
        let placed = StatusMessage(body: notice.encoded(), routingKey: StatusRoutingKey.notice(kind))
        #expect(placed == .event(observed))
        let elsewhere = StatusMessage(body: notice.encoded(), routingKey: "main.a101.windows.enrolled")
        #expect(elsewhere == (kind == .campaignEnrolled ? .misplaced : .event(observed)))
    }

    @Test(
        "are none where the body is something else",
        arguments: ["", "null", "[]", "{}", "{\"id\":\"a\"}", "{\"id\":1,\"type\":\"t\",\"time\":\"x\",\"data\":{}}"]
    )
    func nonsense(text: String) {
        #expect(ObservedEvent(body: Array(text.utf8)) == nil)
        #expect(StatusMessage(body: Array(text.utf8), routingKey: "rollcall.campaign.enrolled") == .foreign)
    }

    /// Pages, metrics and tables add them up and multiply them.
    @Test("are none with numbers that no campaign has", arguments: ["9223372036854775807", "1000000001", "-1"])
    func numbers(number: String) throws {
        let notice = Notice(.campaignEnrolled, id: "n", source: "/t", time: PipelineFixture.time) { json in
            json.member("campaign", "c")
            json.member("count", 7)
        }
        let event = try PipelineFixture.event(.running)
        for (body, member) in [
            (notice.encoded(), "\"count\":7"), (event.encoded(), "\"round\":\(event.job.round)"),
            (event.encoded(), "\"attempt\":\(event.job.attempt)"),
        ] {
            let text = String(decoding: body, as: UTF8.self)
            let name = member.prefix { $0 != ":" }
            try #require(text.contains(member), "\(text)")
            #expect(ObservedEvent(body: Array(text.replacing(member, with: "\(name):\(number)").utf8)) == nil)
        }
    }

    @Test("tell nothing of a job in a state that this program does not know")
    func unknownState() throws {
        let body = String(decoding: try PipelineFixture.event(.running).encoded(), as: UTF8.self)
            .replacing("\"state\":\"running\"", with: "\"state\":\"sleeping\"")
        let observed = try #require(ObservedEvent(body: Array(body.utf8)))
        #expect(observed.activation == nil)
        var progress = CampaignProgress(campaign: "2026-autumn")
        #expect(progress.apply(observed) == false)
    }
}
