internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

/// Log-ons: what ``LogOnState`` says is done here.
extension WSManHandler {
    /// The answer to who has not logged on, or not well.
    var unauthorized: HTTPReply { .unauthorized(logOn.rules.offers(isTLS: security.isTLS)) }

    func perform(
        _ action: LogOnState.Action,
        _ request: Incoming,
        _ way: Return,
        _ context: ChannelHandlerContext
    ) {
        switch action {
        case .answer(isKnown: let isKnown, isSealed: false):
            answer(request.body, contentType: request.contentType, isKnown: isKnown, way, context)
        case .answer(isKnown: _, isSealed: true): answerSealed(request, way, context)
        case .greet: send(.plain(200), way, context)
        case .step(let token, let scheme, let isFirst): step(token, scheme, isFirst: isFirst, request, way, context)
        case .challenge: send(HTTPReply(status: 401, body: ""), way, context)
        case .checkPassword(let header):
            let isRight = fault != .unauthorized && computer.authorizes(header)
            if !isRight { computer.refusedLogOn("401") }
            perform(logOn.checked(isRight: isRight), request, way, context)
        case .checkCertificate: checkCertificate(request, way, context)
        case .refuse: send(unauthorized, way, context)
        case .refusePlain: send(.plain(500), way, context)
        }
    }

    // MARK: Mechanisms

    private func step(
        _ token: [UInt8],
        _ scheme: LogOnScheme,
        isFirst: Bool,
        _ request: Incoming,
        _ way: Return,
        _ context: ChannelHandlerContext
    ) {
        if isFirst {
            let isBinding = logOn.rules.channelBinding != .none
            acceptor = AcceptorContext(
                scheme,
                logOn.rules.mechanisms(scheme),
                bindings: isBinding ? security.certificates?.binding : nil
            )
        }
        guard let acceptor, let threads = security.threads else {
            return perform(logOn.stepped(.failed, .empty), request, way, context)
        }
        threads.step(acceptor, token, on: context.eventLoop).assumeIsolated().whenComplete { result in
            guard context.channel.isActive else { return }
            self.stepped(result, scheme, request, way, context)
        }
    }

    private func stepped(
        _ result: Result<AcceptorContext.Acceptance, any Error>,
        _ scheme: LogOnScheme,
        _ request: Incoming,
        _ way: Return,
        _ context: ChannelHandlerContext
    ) {
        var way = way
        let outcome: LogOnState.Outcome
        var words = "\(scheme.rawValue): refused by the scenario"
        switch result {
        case .failure(let error):
            outcome = .failed
            words = "\(scheme.rawValue): \(error)"
        case .success(let acceptance):
            if let token = acceptance.token {
                way.headers.append(
                    ("WWW-Authenticate", "\(scheme.rawValue) \(Data(token).base64EncodedString())")
                )
            }
            guard let client = acceptance.client else {
                return perform(logOn.stepped(.goesOn, .empty), request, way, context)
            }
            let isUser =
                client.mechanism == .ntlm && security.takesAnyNTLMUser
                || computer.scenario.credentials.isUser(client.name)
            let isAllowed = fault != .unauthorized && isUser
            outcome = .stands(isAllowed: isAllowed, isBound: client.isBound)
            words = "\(scheme.rawValue.lowercased())/\(client.mechanism.rawValue)\(client.isBound ? " bound" : "")"
        }
        let action = logOn.stepped(outcome, request.logOn.body)
        if case .established = logOn.phase {
            computer.loggedOn(words)
        } else if action == .refuse(isCounted: true) {
            computer.refusedLogOn(words)
            acceptor = nil
            way.headers = []
        }
        perform(action, request, way, context)
    }

    private func answerSealed(_ request: Incoming, _ way: Return, _ context: ChannelHandlerContext) {
        do {
            guard let acceptor else { throw MechanismFailure("no log-on stands") }
            let type = request.head.headers.first(name: "Content-Type") ?? ""
            let message = try EncryptedMessage(contentType: type, request.body)
            guard LogOnScheme.allCases.contains(where: { $0.messageProtocol == message.messageProtocol }) else {
                return send(.plain(415), way, context)
            }
            let plain = try acceptor.unseal(message)
            var way = way
            way.sealing = (acceptor, message.messageProtocol)
            answer(plain, contentType: message.originalType.lowercased(), isKnown: true, way, context)
        } catch {
            // Each message counts in the protection of the next, so nothing of the log-on is of use any longer.
            logOn.lost()
            acceptor = nil
            send(.plain(400), Return(keepsAlive: false), context)
        }
    }

    // MARK: Certificates

    private func checkCertificate(_ request: Incoming, _ way: Return, _ context: ChannelHandlerContext) {
        let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()?.toDERBytes()
        let principal = certificate.flatMap(ClientCertificate.principal)
        let isRight = fault != .unauthorized && principal.map(computer.scenario.credentials.isUser) == true
        if isRight {
            computer.loggedOn("certificate")
        } else {
            computer.refusedLogOn("certificate: \(principal ?? "none that names a user")")
        }
        perform(logOn.checked(isRight: isRight), request, way, context)
    }
}
