internal import ActivationDomain
package import NIOCore
internal import NIOHTTP1

extension WSManOpener {
    /// Sends a request without a log-on; Windows answers each with 401.
    package func knock(
        _ target: ChannelTarget,
        within limit: Duration,
        on loop: any EventLoop
    ) async throws(ChannelError) {
        let endpoint = endpoint(of: target)
        guard let credential = target.credential else { return }
        do {
            _ = try proof(of: credential, to: endpoint.hostName).authorization(over: endpoint.scheme)
        } catch {
            // One that may not be shown here at all is told of without any contact.
            return
        }
        let end = NIODeadline.now() + TimeAmount(limit)
        let connection = HTTPConnection(
            endpoint: endpoint,
            connectLimit: configuration.limits.connect,
            end: end,
            tls: endpoint.scheme == .https
                ? try TLSContextCache.shared.context(trustRoots: endpoint.trustRoots, identity: nil) : nil,
            showsCertificate: false,
            group: loop
        )
        var failure: ChannelError?
        do {
            _ = try await connection.post(
                path: WSManTransport.path,
                headers: ["Host": endpoint.authority, "User-Agent": "Rollcall", "Content-Type": EncryptedBody.soap],
                deadline: min(.now() + TimeAmount(configuration.limits.step), end),
                body: { ByteBuffer() }
            )
        } catch  where error.isSilence {
            failure = error
        } catch {
            // Whatever it says, it is there.
        }
        await connection.close()
        if let failure { throw failure }
    }

    /// Where a computer is reached.
    func endpoint(of target: ChannelTarget) -> ComputerEndpoint {
        ComputerEndpoint(
            address: target.address.description,
            port: target.computer.port ?? configuration.defaultPort,
            hostName: target.computer.address,
            scheme: configuration.scheme,
            trustRoots: configuration.trustRoots
        )
    }
}
