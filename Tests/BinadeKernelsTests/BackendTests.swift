import BinadeKernels
import Testing

@Suite("Back-ends")
struct BackendTests {
  @Test("the definition is always there, and the best is the last")
  func available() {
    #expect(Backend.available.first == .swift)
    #expect(Backend.best == Backend.available.last)
    #expect(Backend.available.contains(Backend.current))
  }

  @Test("a name finds a back-end that can run, and nothing else")
  func names() throws {
    for backend in Backend.available { #expect(try Backend.named(backend.name) == backend) }
    #expect(throws: BackendError.unknown("sse9")) { try Backend.named("sse9") }
    for backend in Backend.allCases where !backend.isAvailable {
      #expect(throws: BackendError.unavailable(backend)) { try Backend.named(backend.name) }
      #expect(throws: BackendError.unavailable(backend)) { try Backend.select(backend) }
    }
  }
}
