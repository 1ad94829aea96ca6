extension Job {
    /// The body of the message that carries the job.
    package func encoded() -> [UInt8] {
        var json = JSONWriter(capacity: 640)
        json.object { json in
            json.member("id", id.text)
            json.member("campaign", campaign)
            if round != 1 { json.member("round", round) }
            computer.write(into: &json)
            json.member("product", product)
            json.member("attempt", attempt)
            if parks != 0 { json.member("parks", parks) }
            json.member("enrolledAt", enrolledAt.description)
            json.member("registeredAt", registeredAt?.description)
            json.member("notAfter", notAfter?.description)
            write(labels: &json)
        }
        return json.bytes
    }

    /// Writes the labels as a member, unless there are none.
    func write(labels json: inout JSONWriter) {
        guard !labels.isEmpty else { return }
        json.object("labels") { json in
            for (name, value) in labels.sorted(by: { $0.key < $1.key }) { json.member(named: name, value) }
        }
    }
}

extension Job.Computer {
    /// Writes the computer as a member.
    func write(into json: inout JSONWriter) {
        json.object("computer") { json in
            json.member("name", name)
            json.member("address", address)
            json.member("assetTag", assetTag)
            json.member("site", site)
            json.member("lab", lab)
            json.member("channel", channel.rawValue)
        }
    }
}
