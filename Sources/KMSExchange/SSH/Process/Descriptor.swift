internal import CSpawn
internal import Glibc

/// An open file that is closed with its last reference.
final class Descriptor {
    let number: CInt
    private var isOwned = true

    init(_ number: CInt) {
        self.number = number
    }

    deinit {
        if isOwned { close(number) }
    }

    /// Leaves it to the caller.
    func release() -> CInt {
        isOwned = false
        return number
    }
}

/// Both ends of a pipe, each closed with its owner unless released.
struct Pipe {
    let reading: Descriptor
    let writing: Descriptor

    init() throws(SpawnError) {
        var ends: [CInt] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw SpawnError(number: errno) }
        reading = Descriptor(ends[0])
        writing = Descriptor(ends[1])
    }
}
