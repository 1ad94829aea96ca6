internal import CSpawn
internal import Foundation

/// Asks an agent of SSH which keys it holds (draft-miller-ssh-agent).
enum SSHAgent {
    private static let request: [UInt8] = [0, 0, 0, 1, 11]
    private static let answer: UInt8 = 12
    /// As much as OpenSSH's own client takes.
    private static let sizeLimit = 256 << 10

    /// The public keys, in Base64, of the agent that listens at a path; empty where none answers within some seconds.
    ///
    /// Blocks, so it is for the start of a program.
    static func publicKeys(at path: String) -> Set<String> {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        rollcall_limit_waits(descriptor, 5)
        guard connects(descriptor, path), send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) > 0,
            let length = read(4, from: descriptor).flatMap({
                var reader = SSHStrings($0); return reader.number()
            }),
            (5...sizeLimit).contains(length), let message = read(length, from: descriptor), message.first == answer
        else { return [] }
        var reader = SSHStrings(message.dropFirst())
        guard reader.number() != nil else { return [] }
        var keys: Set<String> = []
        while let key = reader.next(), reader.next() != nil { keys.insert(key.base64EncodedString()) }
        return keys
    }

    private static func connects(_ descriptor: Int32, _ path: String) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        // A zero has to follow.
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }

    private static func read(_ count: Int, from descriptor: Int32) -> Data? {
        var data = Data()
        var buffer = [UInt8](repeating: 0, count: 4096)
        while data.count < count {
            let length = recv(descriptor, &buffer, min(buffer.count, count - data.count), 0)
            guard length > 0 else { return nil }
            data += buffer[..<length]
        }
        return data
    }
}
