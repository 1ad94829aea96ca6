import Testing

@testable import WorkerSupport

@Suite("Names and durations of settings")
struct SettingTextTests {
    @Test(
        "a path's variable has an underscore before each word",
        arguments: [
            ("broker.passwordFile", "ROLLCALL_BROKER_PASSWORD_FILE"),
            ("worker.winrm.allowBasicOverHTTP", "ROLLCALL_WORKER_WINRM_ALLOW_BASIC_OVER_HTTP"),
            ("worker.winrm.caFile", "ROLLCALL_WORKER_WINRM_CA_FILE"),
            ("board.HTTPPort", "ROLLCALL_BOARD_HTTP_PORT"),
            ("board.useHTTPPort", "ROLLCALL_BOARD_USE_HTTP_PORT"),
            ("board.ipv6Only", "ROLLCALL_BOARD_IPV6_ONLY"),
            ("kms.host", "ROLLCALL_KMS_HOST"),
        ]
    )
    func variables(path: String, expected: String) {
        #expect(SettingVariable.name(of: path) == expected)
    }

    @Test(
        "durations have a number and a unit",
        arguments: [
            ("250ms", .milliseconds(250)), ("30s", .seconds(30)), ("5m", .seconds(300)), ("2h", .seconds(7200)),
            ("1d", .seconds(86_400)), ("0s", .zero), ("007s", .seconds(7)),
        ] as [(String, Duration)]
    )
    func durations(text: String, expected: Duration) {
        #expect(DurationText.parse(text) == expected)
    }

    @Test(
        "durations have nothing else",
        arguments: [
            "", "s", "5", "5 s", " 5s", "5S", "1.5h", "-5s", "+5s", "1h30m", "5min", "٥s", "99999999999999999999s",
            "9223372036854775807d",
        ]
    )
    func wrongDurations(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(
        "durations are written in their largest whole unit",
        arguments: [
            (.milliseconds(1500), "1500ms"), (.seconds(90), "90s"), (.seconds(7200), "2h"), (.seconds(86_400), "1d"),
            (.zero, "0s"),
        ] as [(Duration, String)]
    )
    func writtenDurations(duration: Duration, expected: String) {
        #expect(DurationText.format(duration) == expected)
    }

    @Test("a near name is one that a slip makes, and no other")
    func nearNames() {
        let names = ["broker", "worker", "heartbeat", "connectTimeout", "port"]
        #expect(NearName.nearest(to: "brokre", among: names) == "broker")
        #expect(NearName.nearest(to: "connect_timeout", among: names) == "connectTimeout")
        #expect(NearName.nearest(to: "hartbeet", among: names) == "heartbeat")
        #expect(NearName.nearest(to: "connect", among: names) == "connectTimeout")
        #expect(NearName.nearest(to: "host", among: names) == nil)
        #expect(NearName.nearest(to: "", among: names) == nil)
        #expect(NearName.nearest(to: String(repeating: "x", count: 100_000), among: names) == nil)
    }
}
