extension Result {
    /// What it failed with.
    var failure: Failure? {
        guard case .failure(let failure) = self else { return nil }
        return failure
    }
}
