package import Hummingbird

/// What goes along with a request.
package struct BoardRequestContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The limit of what a request may send, in bytes: forms are small.
    package var maxUploadSize: Int { 16 * 1024 }

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }
}
