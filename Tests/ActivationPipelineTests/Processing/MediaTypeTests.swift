import Testing

@testable import ActivationPipeline

@Suite("Media types")
struct MediaTypeTests {
    @Test(
        "are JSON in any case and with any parameter",
        arguments: [
            "application/json", "Application/JSON", "application/json; charset=utf-8", "application/json;charset=utf-8",
            " application/json ", "application/json;",
        ]
    )
    func json(text: String) {
        #expect(MediaType.isJSON(text))
    }

    @Test(
        "are nothing else",
        arguments: [
            "", ";", "text/json", "application/json5", "application/cloudevents+json", "application/x json",
            "application/ json", "text/plain; application/json", "application/json, text/plain",
        ]
    )
    func others(text: String) {
        #expect(!MediaType.isJSON(text))
    }
}
