import Foundation
import TestSupport

/// The program that answers our contexts with what others wrote.
enum Acceptor {
    static let domain = "LAB"
    static let user = "rollcall"
    static let password = "Zug um Zug, 12"
    /// Another user, whose password has letters of two, three and four bytes.
    static let musician = (user: "musician", password: "Grüße € 𝄞")

    static let shared = LogOnPeer(
        "acceptor",
        script: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Peers/acceptor.py").path,
        users: ["\(domain):\(user):\(password)", "\(domain):\(musician.user):\(musician.password)"]
    )
}
