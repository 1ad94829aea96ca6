import NetworkDiagnosis
import Testing

@testable import WorkerSupport

@Suite("A finding as lines")
struct FindingTextTests {
    @Test("state and area in columns, the sentence wrapped, below it what to do")
    func golden() {
        let findings = [
            Finding(.settings, .ok, "x", "The settings in config/rollcall.yaml can be used."),
            Finding(
                .kmsHost,
                .failed,
                "x",
                "Nothing listens on kms1.example.edu (10.1.2.3:1688).",
                advice: "Check that the KMS host runs there and listens on this port."
            ),
            Finding(.clock, .warning, "x", "averylongwordthatfitsintonolineofthatwidthatallhere short."),
        ]
        let text = findings.flatMap { FindingText.lines($0, width: 60) }.joined(separator: "\n")
        #expect(
            text == """
                ok       settings  The settings in config/rollcall.yaml can
                                   be used.
                failed   kms-host  Nothing listens on kms1.example.edu
                                   (10.1.2.3:1688).
                                   > Check that the KMS host runs there and
                                     listens on this port.
                warning  clock     averylongwordthatfitsintonolineofthatwidthatallhere
                                   short.
                """
        )
    }

    @Test("a style colours the state and shifts nothing; what came from outside commands nothing")
    func style() {
        let finding = Finding(.broker, .ok, "x", "It says \u{1B}[2J.", advice: "Do \u{9B}1m.")
        let lines = FindingText.lines(finding, width: 100) { "<\($0.rawValue) \($1)>" }
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix("<ok ok>       broker    It says "))
        #expect(!lines.joined().unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x9B })
    }

    @Test("the end of a report counts, and fails when something failed")
    func report() {
        func finding(_ state: Finding.State) -> Finding { Finding(.dns, state, "x", "x.") }
        let fair = DoctorReport(findings: [finding(.ok), finding(.warning), finding(.ok)])
        #expect(fair.summary == "2 ok, 1 warning, 0 failed")
        #expect(fair.failure == nil)
        let bad = DoctorReport(findings: [finding(.warning), finding(.warning), finding(.failed)])
        #expect(bad.summary == "0 ok, 2 warnings, 1 failed")
        #expect(bad.failure?.status == .unavailable)
    }
}
