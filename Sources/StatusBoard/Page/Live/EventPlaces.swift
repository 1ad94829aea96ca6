internal import Synchronization

/// Counts the pages that are kept up to date, so that they do not become more than the board can serve.
final class EventPlaces: Sendable {
    private let most: Int
    private let taken = Mutex(0)

    init(most: Int) {
        self.most = most
    }

    /// One place; nil when all are taken.
    func take() -> EventPlace? {
        let isFree = taken.withLock { taken in
            guard taken < most else { return false }
            taken += 1
            return true
        }
        return isFree ? EventPlace(of: self) : nil
    }

    fileprivate func free() { taken.withLock { $0 -= 1 } }
}

/// A place that was taken.
///
/// It is given back once, at the latest when nobody holds it any more: a response of which the body is never asked for,
/// since its client has gone, must not keep it.
final class EventPlace: Sendable {
    private let places: EventPlaces
    private let isHeld = Mutex(true)

    fileprivate init(of places: EventPlaces) {
        self.places = places
    }

    deinit { giveBack() }

    func giveBack() {
        let wasHeld = isHeld.withLock { isHeld in
            defer { isHeld = false }
            return isHeld
        }
        if wasHeld { places.free() }
    }
}
