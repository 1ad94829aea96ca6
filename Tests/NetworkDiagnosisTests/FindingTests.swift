import ActivationDomain
import Foundation
import Testing

@testable import NetworkDiagnosis

@Suite("A finding")
struct FindingTests {
    @Test("is the same after it was JSON, and has no advice there when there is none")
    func json() throws {
        let finding = Finding(.kmsHost, .warning, "kms1:1688", "It is so.", advice: "Do that.", data: ["outcome": "x"])
        let bare = Finding(.dns, .ok, "d", "It is so.")
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        for each in [finding, bare] {
            #expect(try JSONDecoder().decode(Finding.self, from: encoder.encode(each)) == each)
        }
        let text = String(decoding: try encoder.encode(bare), as: UTF8.self)
        #expect(text == #"{"area":"dns","data":{},"sentence":"It is so.","state":"ok","subject":"d"}"#)
        let full = String(decoding: try encoder.encode(finding), as: UTF8.self)
        #expect(full.contains(#""area":"kms-host""#))
    }

    @Test("counts for the worst of several")
    func states() {
        #expect([Finding.State.ok, .failed, .warning].max() == .failed)
        #expect([Finding.State.ok, .warning].max() == .warning)
    }

    @Test(
        "has lengths of time in words",
        arguments: [
            (Duration.zero, "0 ms"), (.milliseconds(350), "350 ms"), (.microseconds(999_600), "1 s"),
            (.milliseconds(4_249), "4.2 s"), (.seconds(-5), "5 s"), (.milliseconds(59_960), "1 min 0 s"),
            (.seconds(552), "9 min 12 s"), (.seconds(7_199), "1 h 59 min"), (.seconds(90_000), "1 d 1 h"),
        ]
    )
    func words(duration: Duration, text: String) {
        #expect(duration.inWords == text)
    }

    @Test(
        "has lengths of time for programs",
        arguments: [
            (Duration.zero, "0.000"), (.milliseconds(-7), "-0.007"), (.milliseconds(1_250), "1.250"),
            (.seconds(-7200), "-7200.000"),
        ]
    )
    func seconds(duration: Duration, text: String) {
        #expect(duration.inSeconds == text)
    }

    @Test("has addresses with their ports, and nothing of a peer's that a terminal would obey")
    func places() throws {
        #expect(try #require(IPAddress("10.0.0.1")).with(port: 1688) == "10.0.0.1:1688")
        #expect(try #require(IPAddress("fd00::1")).with(port: 1688) == "[fd00::1]:1688")
        #expect(printable([0x1B, 0x5B, 0x33, 0x41, 0xC3, 0xA9]) == ".[3A..")
        #expect(hexadecimal(0x1C01_0003 as UInt32, digits: 8) == "0x1c010003")
        #expect(hexadecimal(5 as UInt32, digits: 8) == "0x00000005")
    }
}
