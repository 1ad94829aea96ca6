internal import ActivationDomain

extension BoardConfiguration {
    /// Whether other machines reach the address that is listened on.
    var isBeyondLoopback: Bool {
        if let address = IPAddress(host) { return !address.isLoopback }
        return HostName.folded(host) != "localhost"
    }

    /// Refuses to serve other machines in the clear or without knowing who asks.
    func checkListening() throws(BoardServerError) {
        guard isBeyondLoopback else { return }
        guard tls != nil else {
            throw BoardServerError(
                .settings,
                "board.host \(host) is reached by other machines, so board.certificateFile and board.keyFile must be set "
                    + "too; or leave board.host at 127.0.0.1"
            )
        }
        guard usersFile != nil else {
            throw BoardServerError(
                .settings,
                "board.host \(host) is reached by other machines, so board.usersFile must be set too (\"rollcall-board "
                    + "user add\" makes the file); or leave board.host at 127.0.0.1"
            )
        }
    }
}
