import Testing

@testable import StatusBoard

@Suite
struct SessionBookTests {
    private let start = ContinuousClock.now
    private let ann = BoardUser(name: "ann", role: .operator, hash: .ofNobody())

    @Test("A session lasts while it is used, and ends a lifetime after its last use")
    func sliding() {
        var book = SessionBook(lifetime: .seconds(100))
        let digest = SessionToken().digest
        book.begin(digest, of: ann, at: start)
        for number in 1...5 {
            #expect(book.use(digest, by: ann, at: start.advanced(by: .seconds(99 * number))) == true)
        }
        #expect(book.look(digest, by: ann, at: start.advanced(by: .seconds(99 * 5 + 100))) == false)
        #expect(book.count == 0)
    }

    @Test("Looking does not make it last")
    func looking() {
        var book = SessionBook(lifetime: .seconds(100))
        let digest = SessionToken().digest
        book.begin(digest, of: ann, at: start)
        #expect(book.look(digest, by: ann, at: start.advanced(by: .seconds(99))) == true)
        #expect(book.use(digest, by: ann, at: start.advanced(by: .seconds(100))) == false)
    }

    @Test("However much it is used, it ends after fourteen lifetimes")
    func absolute() {
        var book = SessionBook(lifetime: .seconds(100))
        let digest = SessionToken().digest
        book.begin(digest, of: ann, at: start)
        for number in 1..<28 {
            #expect(book.use(digest, by: ann, at: start.advanced(by: .seconds(50 * number))) == true)
        }
        #expect(book.use(digest, by: ann, at: start.advanced(by: .seconds(1400))) == false)
    }

    @Test("It ends with its user's line in the users file: removed, or another password; a new role only changes it")
    func userChanges() {
        let other = BoardUser(name: "ann", role: .operator, hash: .ofNobody())
        for changed in [nil, other] {
            var book = SessionBook(lifetime: .seconds(100))
            let digest = SessionToken().digest
            book.begin(digest, of: ann, at: start)
            #expect(book.name(of: digest) == "ann")
            #expect(book.use(digest, by: changed, at: start) == false)
            #expect(book.use(digest, by: ann, at: start) == false)
        }
        var book = SessionBook(lifetime: .seconds(100))
        let digest = SessionToken().digest
        book.begin(digest, of: ann, at: start)
        #expect(book.use(digest, by: BoardUser(name: "ann", role: .viewer, hash: ann.hash), at: start) == true)
    }

    @Test("A token nobody was given is nobody's; a session that was ended is over")
    func unknown() {
        var book = SessionBook(lifetime: .seconds(100))
        let digest = SessionToken().digest
        #expect(book.use(digest, by: ann, at: start) == false)
        book.begin(digest, of: ann, at: start)
        #expect(book.end(digest) == "ann")
        #expect(book.end(digest) == nil)
        #expect(book.use(digest, by: ann, at: start) == false)
    }

    @Test("One user has twenty at most; the one that was not used for longest goes")
    func bounded() {
        var book = SessionBook(lifetime: .seconds(1000))
        let digests = (0..<25).map { _ in SessionToken().digest }
        for (number, digest) in digests.enumerated() {
            book.begin(digest, of: ann, at: start.advanced(by: .seconds(number)))
        }
        #expect(book.count == SessionBook.perUser)
        #expect(book.name(of: digests[4]) == nil)
        #expect(book.name(of: digests[5]) == "ann")
    }
}
