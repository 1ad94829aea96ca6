package import Hummingbird
internal import NIOCore

/// What goes along with a request.
package struct BoardRequestContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The limit of what a request may send, in bytes: forms are small.
    package var maxUploadSize: Int { RequestLimits.bodySize }
    /// Who asks; nil only where nobody needs to log on.
    package var identity: BoardIdentity?
    /// Where the request came from.
    package let address: ClientAddress

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        address = ClientAddress(source.channel.remoteAddress)
    }
}
