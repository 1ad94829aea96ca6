/// One call of `Activate` between its beginning and its end.
struct ActivationCall {
    /// Which of the computer's licences.
    let index: Int
    let product: LabProduct
    /// What it comes to.
    let result: ActivationResult
    /// The fault that it meets.
    let fault: LabFault?
    let shape: FaultShape
    /// The licence's identifier, which a fault repeats.
    let id: String
    /// The class of the licence.
    let className: String
    /// Seconds from the beginning to the effect.
    let seconds: Double

    /// Whether the computer carries it out at all.
    var isCarriedOut: Bool { fault != .quota && fault != .resetOnActivate }
}
