// A program without a race, or with one, to see whether ThreadSanitizer tells them apart: tasks count under a Mutex
// that several want at once, and wait for continuations that are resumed at once; `racing` counts beside the Mutex too.

import Dispatch
import Synchronization

final class Counter: @unchecked Sendable {
    let locked = Mutex(0)
    var unlocked = 0
}

let counter = Counter()
let isRacing = CommandLine.arguments.last == "racing"

@Sendable func count(on queue: DispatchQueue) async throws {
    for number in 0..<20_000 {
        let values = try await withUnsafeThrowingContinuation { (waiter: UnsafeContinuation<[Int], any Error>) in
            queue.async { waiter.resume(returning: [number]) }
        }
        counter.locked.withLock { $0 += values.count }
        if isRacing { counter.unlocked += 1 }
        await withUnsafeContinuation { (waiter: UnsafeContinuation<Void, Never>) in
            queue.async {
                counter.locked.withLock { $0 += 1 }
                waiter.resume(returning: ())
            }
        }
    }
}

try await withThrowingTaskGroup(of: Void.self) { group in
    for number in 0..<4 {
        let queue = DispatchQueue(label: "\(number)")
        group.addTask { try await count(on: queue) }
    }
    try await group.waitForAll()
}
precondition(counter.locked.withLock { $0 } == 160_000)
