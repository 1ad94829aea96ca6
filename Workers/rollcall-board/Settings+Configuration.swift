import StatusBoard
import WorkerSupport

extension Settings.Board {
    /// What the web server is given of them.
    func configuration() throws(ProgramFailure) -> BoardConfiguration {
        var configuration = BoardConfiguration()
        configuration.host = host
        configuration.names = names
        configuration.port = port
        switch (certificateFile, keyFile) {
        case (let certificate?, let key?): configuration.tls = (certificate, key)
        case (nil, nil): break
        case (_?, nil):
            throw ProgramFailure(.settings, "board.certificateFile is set, but board.keyFile is not; set both")
        case (nil, _?):
            throw ProgramFailure(.settings, "board.keyFile is set, but board.certificateFile is not; set both")
        }
        configuration.usersFile = usersFile
        configuration.auditFile = auditFile
        configuration.operatorDatabase = operatorDatabase
        configuration.sessionLifetime = sessionLifetime
        configuration.expiryWarning = expiryWarning
        configuration.silentAfter = silentAfter
        configuration.version = Installation.version
        return configuration
    }
}
