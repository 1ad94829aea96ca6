/// What a worker may put right on a computer itself, where a setting allows it.
package enum Mend: String, Sendable, Hashable, CaseIterable {
    /// Restarting the licensing service.
    case licensingService = "licensing-service"
    /// Restarting the time service, so that it finds the time again.
    case clock
}
