import Foundation
import TestSupport
import Testing

@testable import LabSimulator

@Suite struct LogOnFilesTests {
    /// One key of HTTP/a@B, type 18.
    private static let entry: [UInt8] = [
        0, 0, 0, 28, 0, 2, 0, 1, 66, 0, 4, 72, 84, 84, 80, 0, 1, 97, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 18, 0, 1, 7,
    ]

    @Test("A keytab has a mark, and an entry that fits into it")
    func keytabs() {
        #expect(LogOnFiles.isKeytab([5, 2] + Self.entry))
        #expect(LogOnFiles.isKeytab([5, 2, 0xFF, 0xFF, 0xFF, 0xFE, 0, 0] + Self.entry), "a hole before it")
        #expect(LogOnFiles.isKeytab([5, 1] + Self.entry[..<4].reversed() + Self.entry[4...]))
        let wrong: [[UInt8]] = [
            [], [5], [5, 2], [5, 2, 0, 0, 0, 0], [5, 2] + Self.entry.dropLast(), [5, 3] + Self.entry,
            Array("junk\n".utf8),
            [5, 2, 0x80, 0, 0, 0], [5, 2, 0xFF, 0xFF, 0xFF, 0xFE, 0, 0], [5, 2, 0x7F, 0xFF, 0xFF, 0xFF, 1],
        ]
        for bytes in wrong { #expect(!LogOnFiles.isKeytab(bytes), "\(bytes)") }
    }

    @Test(
        "What is wrong in a file of users is told with its place, and without what stands in it",
        arguments: [
            ("LAB:alice:secret\nbob secret\n", ":2:1: this line has no user of NTLM; write DOMAIN:USER:PASSWORD"),
            (":alice:secret:x\n", ":1:1: this line has no user of NTLM; write DOMAIN:USER:PASSWORD"),
            ("LAB:alice:secret\r\n", ":1:1: this line ends as on Windows; save the file with Unix line ends"),
            ("# none\n\n", ": there is no user in it; write DOMAIN:USER:PASSWORD, a line for each"),
        ]
    )
    func wrongUsers(_ text: String, _ told: String) throws {
        try TestFolder.with { folder in
            let path = folder + "/users"
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            let error = try #require(throws: LabError.self) { try LogOnFiles.check(keytab: nil, userFile: path) }
            #expect(error.code == .wrongFile && error.message == path + told)
        }
    }

    @Test("Users in both forms are taken")
    func users() throws {
        try TestFolder.with { folder in
            let path = folder + "/users"
            try "# a\nLAB:alice:a:b\n\nLAB\\bob:0:00:11:[U]:\n".write(toFile: path, atomically: true, encoding: .utf8)
            try LogOnFiles.check(keytab: nil, userFile: path)
        }
    }
}
