internal import ActivationDomain
internal import ActivationPipeline
internal import BoardProjection

extension ComputerPage {
    func attempt(_ attempt: AttemptFacts, of job: JobFacts, isAdvised: Bool) -> View {
        let isLast = attempt.number == job.attempt
        let evidence = attempt.evidence.map(rows) ?? []
        return [
            "anchor": Anchor.text(job.id, String(attempt.number)),
            "title": texts("attempt.title", count: attempt.number), "sign": texts.sign(attempt.state),
            "kind": StateGroup(attempt.state).rawValue, "startedAt": texts.time(attempt.startedAt),
            "duration": attempt.milliseconds.map { texts.duration(milliseconds: $0) },
            "trouble": trouble(attempt, isAdvised: isAdvised && isLast), "pairs": pairs(attempt, isLast: isLast),
            "hasEvidence": !evidence.isEmpty, "evidence": evidence,
        ]
    }

    private func trouble(_ attempt: AttemptFacts, isAdvised: Bool) -> View? {
        guard let error = attempt.error else { return nil }
        return [
            "title": texts.title(error), "code": error.code, "symbol": error.symbol, "outer": attempt.outerCode,
            "advice": isAdvised ? nil : error.advice[texts.language].unlessEmpty,
        ]
    }

    private func pairs(_ attempt: AttemptFacts, isLast: Bool) -> [View] {
        var pairs: [View] = []
        func add(_ key: String, _ value: String?, at time: Timestamp? = nil) {
            guard value != nil || time != nil else { return }
            pairs.append(["name": texts(key), "value": value, "at": texts.time(time)])
        }
        add("attempt.ended", nil, at: attempt.endedAt)
        add("attempt.next", nil, at: attempt.nextAt)
        if attempt.parks > 0 { add("attempt.parks", texts.number(attempt.parks)) }
        add("attempt.kmshost", attempt.kmsHost)
        // Such as /rollcall/worker/w1.
        add("attempt.worker", attempt.source?.split(separator: "/").last.map(String.init))
        return pairs
    }

    private func rows(_ evidence: ObservedEvidence) -> [View] {
        let clock = evidence.clockOffsetSeconds.flatMap(offset)
        let rows: [(String, String?)] = [
            ("evidence.detail", evidence.detail), ("evidence.clock", clock), ("evidence.zone", evidence.timeZone),
            ("evidence.record", evidence.eventRecordNumber.map(String.init)), ("evidence.licences", evidence.licences),
            ("evidence.others", evidence.otherEditions), ("evidence.mended", evidence.mended),
            ("evidence.system", evidence.system), ("evidence.means", evidence.means),
            ("evidence.address", evidence.contactedAddress),
        ]
        return rows.compactMap { key, value in value.map { ["name": texts(key), "value": $0] } }
    }

    private func offset(_ seconds: Double) -> String? {
        guard seconds.isFinite, abs(seconds) < 1e12 else { return nil }
        let text = texts.duration(.seconds(abs(seconds)))
        return texts(seconds < 0 ? "evidence.clock.behind" : "evidence.clock.ahead", ["duration": text])
    }
}
