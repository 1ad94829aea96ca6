import Foundation
import Testing

@testable import WorkerSupport

@Suite("config/rollcall.yaml")
struct SettingsReferenceTests {
    private static let url = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "config/rollcall.yaml")

    /// With `ROLLCALL_TEST_WRITE_REFERENCE=1` in the environment it writes the file instead.
    @Test("is what the table renders")
    func sameText() throws {
        if ProcessInfo.processInfo.environment["ROLLCALL_TEST_WRITE_REFERENCE"] == "1" {
            try Data(Settings.reference().utf8).write(to: Self.url)
        }
        let text = try TextFile.read(Self.url.path(percentEncoded: false))
        #expect(
            text == Settings.reference(),
            "run this test with ROLLCALL_TEST_WRITE_REFERENCE=1 and look at the change"
        )
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test("holds every setting with its default")
    func sameValues() throws {
        let document = try SettingsDocument(text: Settings.reference(), path: "rollcall.yaml", table: Settings.table)
        #expect(document.inputs.map(\.path) == Settings.table.map(\.path))
        let settings = try load(Settings.reference(), at: "rollcall.yaml", explicitPath: "rollcall.yaml")
        #expect(values(settings) == values(Settings()))
        #expect(Settings.table.map { $0.render(settings) } == Settings.table.map(\.defaultText))
    }

    @Test("names a section before its settings, and explains it")
    func sections() {
        let used = Set(Settings.table.flatMap { SettingsDocument.sections(of: $0.path) })
        #expect(used == Set(Settings.sections.keys))
    }

    @Test("has a sentence for every setting, and a variable of its own")
    func table() {
        #expect(Settings.table.allSatisfy { $0.documentation.hasSuffix(".") })
        #expect(Set(Settings.table.map(\.variable)).count == Settings.table.count)
        #expect(Set(Settings.table.map(\.path)).count == Settings.table.count)
        let others = [SettingVariable.settingsFile, SettingVariable.brokerPassword]
        #expect(Settings.table.allSatisfy { !others.contains($0.variable) })
    }
}
