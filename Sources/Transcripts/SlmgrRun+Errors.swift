/// Which lines of a run are errors of the script.
extension SlmgrRun {
    /// An error behind the outcome of a product; further down other programs speak.
    func furtherError(in line: TranscriptLine, behind activation: SlmgrActivation) -> Transcript.Item? {
        var item = Transcript.Item(.slmgr, .failed)
        item.code = SlmgrError.code(in: line.text) ?? SlmgrError.hintedCode(in: line.text)
        if let item = SlmgrError.connection(in: line.text) ?? SlmgrError.plain(in: line.text) { return item }
        guard let code = item.code else {
            // A refusal has no code; what else it may be, it is not told.
            guard activation.item.result == .activated, !activation.hasMore, SlmgrState.isSentence(line.text)
            else { return nil }
            item.result = .unknown
            return item
        }
        let isHint = SlmgrError.hintedCode(in: line.text) == code
        guard isHint || SlmgrError.isLabelled(line.text) && (code.isOfLicensing || !activation.hasMore) else {
            return nil
        }
        return item
    }

    /// An error that names no product.
    ///
    /// Where neither banner nor command shows whose it is, other programs' codes are told by the lines around them: the
    /// script prints nothing before such an error, and behind it no more than what a console has broken off.
    func error(in line: TranscriptLine) -> Transcript.Item? {
        let isReason = followsListing && SlmgrError.isReason(line.text)
        let item = SlmgrError.item(in: line.text, isKnown: isKnown || isReason)
        if isOfProgram, item?.code?.isOfLicensing != true { return nil }
        return isKnown || rest.isEmpty || item?.code?.isOfLicensing ?? true ? item : nil
    }
}
