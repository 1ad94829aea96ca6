internal import Foundation
internal import Synchronization

/// A simulated computer that many connections can talk to at once.
final class LabComputer: Sendable {
    let scenario: ComputerScenario
    private let ledger: Ledger
    private let state: Mutex<SimulatedComputer>
    /// The header that most requests have, kept so that they need not be decoded.
    private let expectedAuthorization: String

    init(_ scenario: ComputerScenario, lab: LabScenario, ledger: Ledger) {
        self.scenario = scenario
        self.ledger = ledger
        let pair = "\(scenario.credentials.username):\(scenario.credentials.password)"
        expectedAuthorization = "Basic " + Data(pair.utf8).base64EncodedString()
        state = Mutex(SimulatedComputer(scenario, kmsHost: lab.kmsHost, kmsPort: lab.kmsPort, now: Timestamp.now()))
    }

    var refusedLogOns: Int {
        state.withLock(\.refusedLogOns)
    }

    /// Counts a connection in, and says which fault it meets.
    func connect() -> LabFault? {
        let fault = state.withLock { $0.connect() }
        ledger.write(.connect, computer: scenario, product: nil, result: fault?.rawValue ?? "ok")
        return fault
    }

    /// The computer's own clock as the header `Date` has it, which Windows puts into each reply.
    var date: String {
        Timestamp.http(state.withLock { $0.clock(Timestamp.now()) })
    }

    /// Whether user name and password of a Basic header are right.
    func authorizes(_ header: String) -> Bool {
        header == expectedAuthorization || matches(header)
    }

    /// Notes a log-on that stands.
    func loggedOn(_ means: String) {
        ledger.write(.logon, computer: scenario, product: nil, result: means)
    }

    /// Notes a log-on that was refused; one that was never tried is none.
    func refusedLogOn(_ reason: String) {
        state.withLock { $0.refusedLogOns += 1 }
        ledger.write(.logonRefused, computer: scenario, product: nil, result: reason)
    }

    /// Answers a request with a SOAP body.
    func answer(_ request: WSManRequest) -> Answer {
        let writer = EnvelopeWriter(relatesTo: request.messageID, messageID: "uuid:" + MessageID.random())
        let responder = Responder(request: request, writer: writer, ledger: ledger, now: Timestamp.now())
        return state.withLock { responder.answer(&$0) }
    }

    /// Carries a call of `Activate` out.
    func finish(_ call: ActivationCall) {
        state.withLock { $0.endActivation(call, now: Timestamp.now()) }
        ledger.write(.activate, computer: scenario, product: call.product, result: call.result.description)
    }

    /// The reply to a call of `Activate`.
    func reply(to call: ActivationCall, writer: EnvelopeWriter, isTimedOut: Bool) -> HTTPReply {
        if isTimedOut { return .fault(writer.fault(.timedOut, machine: scenario.name)) }
        guard case .code(let code) = call.result else {
            return .soap(writer.output(method: "Activate", className: call.className, returnValue: 0))
        }
        if call.shape == .returnValue {
            return .soap(writer.output(method: "Activate", className: call.className, returnValue: code.value))
        }
        return .fault(writer.activationFault(code, call: call, machine: scenario.name))
    }

    /// A fault that belongs to no operation.
    func fault(_ fault: SoapFault, relatesTo: String?) -> HTTPReply {
        let writer = EnvelopeWriter(relatesTo: relatesTo, messageID: "uuid:" + MessageID.random())
        return .fault(writer.fault(fault, machine: scenario.name))
    }

    /// The slow way: scheme and user name are compared without case.
    private func matches(_ header: String) -> Bool {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic",
            let data = Data(base64Encoded: parts[1].trimmingCharacters(in: .whitespaces)),
            let pair = String(validating: data, as: UTF8.self), let colon = pair.firstIndex(of: ":")
        else { return false }
        return pair[..<colon].lowercased() == scenario.credentials.username.lowercased()
            && pair[pair.index(after: colon)...] == scenario.credentials.password
    }
}
