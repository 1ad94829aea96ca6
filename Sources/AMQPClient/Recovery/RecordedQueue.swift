/// A queue that ends with its connection or with its last consumer, and that is declared again when these come back.
struct RecordedQueue {
    /// As it was first declared; an empty name lets the broker choose another each time.
    var definition: AMQPQueue
    /// The name that the program knows it by, which was the broker's choice if none was given.
    var name: String
    /// The name that the broker knows it by now.
    var currentName: String
    /// The channel that declares it.
    var channel: UInt16
    var bindings: [AMQPBinding] = []
    var isDeclared = true

    /// Whether a queue of that kind can be gone when the connection is back.
    static func isTransient(_ queue: AMQPQueue) -> Bool { queue.isExclusive || queue.deletesAutomatically }
}
