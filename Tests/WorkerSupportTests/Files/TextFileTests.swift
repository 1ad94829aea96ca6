import Testing
import WorkerSupport

@Suite("Text files")
struct TextFileTests {
    @Test("are read whole")
    func whole() throws {
        try withTemporaryFolder { folder in
            let text = String(repeating: "電腦\n", count: 50_000)
            try write(text.utf8, to: folder + "/a")
            #expect(try TextFile.read(folder + "/a") == text)
            #expect(try TextFile.readPrivate(folder + "/a") == text)
        }
    }

    @Test("may begin with a byte order mark, which is no part of them")
    func mark() throws {
        try withTemporaryFolder { folder in
            try write(Array("\u{FEFF}broker:\n".utf8), to: folder + "/a")
            #expect(Array(try TextFile.read(folder + "/a").utf8) == Array("broker:\n".utf8))
            try write(Array("\u{FEFF}".utf8), to: folder + "/b")
            #expect(try TextFile.readPrivate(folder + "/b").isEmpty)
        }
    }

    @Test("that are missing say so")
    func missing() throws {
        try withTemporaryFolder { folder in
            let error = try #require(throws: FileReadError.self) { try TextFile.read(folder + "/none") }
            #expect(error.isMissing)
            #expect(error.description == "\(folder)/none does not exist")
        }
    }

    @Test("must be text of a bounded size, and no folders")
    func refused() throws {
        try withTemporaryFolder { folder in
            try write([0x41, 0xFF], to: folder + "/a")
            try write([UInt8](repeating: 0x41, count: TextFile.sizeLimit + 1), to: folder + "/b")
            for path in [folder + "/a", folder + "/b", folder, folder + "/a\0b"] {
                let error = try #require(throws: FileReadError.self) { try TextFile.read(path) }
                #expect(!error.isMissing)
            }
            #expect(throws: FileReadError.self) { try TextFile.readPrivate(folder) }
        }
    }

    @Test("with secrets belong to their owner alone", arguments: [0o640, 0o604, 0o620, 0o610, 0o666, 0o601])
    func tooOpen(mode: Int) throws {
        try withTemporaryFolder { folder in
            let path = folder + "/secret"
            try write("x".utf8, to: path, mode: mode)
            let error = try #require(throws: FileReadError.self) { try TextFile.readPrivate(path) }
            #expect(error.message.contains("chmod 600 \(path)"))
            try write("x".utf8, to: path, mode: 0o400)
            #expect(try TextFile.readPrivate(path) == "x")
        }
    }
}
