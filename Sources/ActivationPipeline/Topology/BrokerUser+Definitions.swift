internal import Foundation

extension BrokerUser {
    /// The users as definitions that a broker imports (RabbitMQ guide "Definitions").
    ///
    /// Nobody can log on as them before an administrator has given them passwords: the broker refuses any password where
    /// the hash is empty. A second import takes the passwords away again; tried on 3.10.8.
    package static func definitions(of users: [BrokerUser], virtualHost: String) -> String {
        let definitions = Definitions(
            users: users.map { Definitions.User(name: $0.name) },
            permissions: users.map {
                Definitions.Rights(
                    user: $0.name,
                    vhost: virtualHost,
                    configure: $0.configure,
                    write: $0.write,
                    read: $0.read
                )
            },
            topicRights: users.flatMap { user in
                user.topics.map {
                    Definitions.TopicRights(
                        user: user.name,
                        vhost: virtualHost,
                        exchange: $0.exchange,
                        write: $0.write,
                        read: $0.read
                    )
                }
            }
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Strings alone, none of which can fail.
        return ((try? encoder.encode(definitions)).map { String(decoding: $0, as: UTF8.self) } ?? "{}") + "\n"
    }
}

/// The part of RabbitMQ's definitions that concerns users.
private struct Definitions: Encodable {
    struct User: Encodable {
        var name: String
        var passwordHash = ""
        var hashingAlgorithm = "rabbit_password_hashing_sha256"
        /// None: the management interface is not for programs.
        var tags: [String] = []

        enum CodingKeys: String, CodingKey {
            case name, tags
            case passwordHash = "password_hash"
            case hashingAlgorithm = "hashing_algorithm"
        }
    }
    struct Rights: Encodable {
        var user, vhost, configure, write, read: String
    }
    struct TopicRights: Encodable {
        var user, vhost, exchange, write, read: String
    }
    var users: [User]
    var permissions: [Rights]
    var topicRights: [TopicRights]

    enum CodingKeys: String, CodingKey {
        case users, permissions
        case topicRights = "topic_permissions"
    }
}
