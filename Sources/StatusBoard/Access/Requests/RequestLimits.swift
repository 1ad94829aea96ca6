/// What a request may cost, and how many there may be.
enum RequestLimits {
    /// Of a body, in bytes: the longest note in UTF-8, percent-encoded, and the fields beside it.
    static let bodySize = 32 * 1024
    /// Of an address with its query, in bytes.
    static let pathSize = 4096
    /// Parameters of a query, or fields of a form.
    static let parameters = 64
    /// Of all header fields together, in bytes.
    static let headSize = 16 * 1024
    static let headerFields = 100
    /// Requests that are worked on at one moment; streams that are open do not count.
    static let requests = 64
    /// Connections at one moment; so many more are told so, and what is beyond waits.
    static let connections = 512
    static let surplusConnections = 64
    /// Connections at one moment from one address of another machine.
    static let connectionsPerAddress = 64
    /// Requests that one address of another machine may send at once, and how many of them come back in a second.
    static let burst = 300
    static let perSecond = 50
    /// How long a connection may stay without a request, also while a head comes in slowly.
    static let idle = Duration.seconds(30)
    /// How long a body may take.
    static let body = Duration.seconds(20)
    /// How long a client may take nothing of an answer.
    static let stall = Duration.seconds(60)
}
