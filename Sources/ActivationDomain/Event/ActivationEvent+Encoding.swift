extension ActivationEvent {
    /// The event as a CloudEvents 1.0 envelope in structured mode.
    ///
    /// Source: CloudEvents 1.0, JSON event format, section 3.
    package func encoded() -> [UInt8] {
        var json = JSONWriter(capacity: 1400)
        json.object { json in
            json.member("specversion", "1.0")
            json.member("id", id)
            json.member("source", source)
            json.member("type", "rollcall.activation.\(state.rawValue)")
            json.member("subject", job.computer.name)
            json.member("time", time.description)
            json.member("datacontenttype", "application/json")
            json.object("data") { json in write(data: &json) }
        }
        return json.bytes
    }

    private func write(data json: inout JSONWriter) {
        json.member("job", job.id.text)
        json.member("campaign", job.campaign)
        json.member("round", job.round)
        job.computer.write(into: &json)
        json.member("product", job.product)
        json.member("state", state.rawValue)
        json.member("attempt", job.attempt)
        job.write(labels: &json)
        failure?.write(into: &json)
        if isExhausted { json.member("exhausted", true) }
        json.member("nextAttemptAt", nextAttemptAt?.description)
        if let licence {
            json.object("licence") { json in
                json.member("status", licence.status.rawValue)
                json.member("minutesRemaining", licence.minutesRemaining)
                // Zero minutes with an active licence means for ever (a licence that is not KMS's).
                if licence.minutesRemaining > 0 {
                    // A uint32 in the computer's own class; more than that comes from a broken answer.
                    let minutes = min(licence.minutesRemaining, Int(UInt32.max))
                    json.member("expiresAt", time.advanced(by: .seconds(minutes * 60)).description)
                }
            }
        }
        json.member("kmsHost", kmsHost)
        json.member("durationMilliseconds", duration.map { Int($0 / .milliseconds(1)) })
        if !evidence.isEmpty { evidence.write(into: &json) }
    }
}

extension ActivationEvent.Failure {
    /// Writes the failure as the member `error`.
    package func write(into json: inout JSONWriter) {
        json.object("error") { json in
            json.member("code", code.text)
            json.member("symbol", entry.code == code ? entry.symbol : nil)
            json.member("innerCode", innerCode?.text)
            json.member("class", entry.errorClass.rawValue)
            json.object("title") { $0.write(entry.title) }
            json.object("advice") { $0.write(entry.advice) }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ text: LocalizedText) {
        member("en", text.english)
        member("zh-Hant", text.traditionalChinese)
    }
}
