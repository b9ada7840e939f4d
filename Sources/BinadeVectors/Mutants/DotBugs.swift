import Binade
import BinadeTensorCore

/// Bugs around a datapath, whatever its parameters: operands that get lost, swapped or turned. Spec [coverage-8].
///
/// Wrong parameters are ``DotRival/all(_:)``; for those the generator looks for a test of its own.
enum DotBugs {
  static func all(_ suite: DotSuite) -> [DotRival] {
    let (datapath, k) = (suite.datapath, suite.k)
    let (a, b, z) = (datapath.a, datapath.b, datapath.accumulator)
    var list: [DotRival] = []
    func add(_ name: String, equality: String? = nil, _ change: @escaping @Sendable (inout DotQuestion) -> Void) {
      list.append(
        DotRival(name, equality: equality) { question in
          var changed = question
          change(&changed)
          return changed.result(datapath)
        })
    }
    // A product of zero where the factors may be NaN too.
    @Sendable func clear(_ question: inout DotQuestion, _ place: Int) { (question.a[place], question.b[place]) = (0, 0) }
    add("the first product is left out") { clear(&$0, 0) }
    add("the last product is left out") { clear(&$0, k - 1) }
    add("the second half of the products is left out", equality: k == 1 ? "there is one product" : nil) { question in
      for place in (k / 2)..<k { clear(&question, place) }
    }
    add("C is left out") { $0.c = 0 }
    add("C is left out in the second instruction", equality: nil) { question in
      guard question.a.count > k else { return }
      question.a.removeFirst(k)
      question.b.removeFirst(k)
      if let scale = datapath.scale {
        question.scaleA.removeFirst(k / scale.blockLength)
        question.scaleB.removeFirst(k / scale.blockLength)
      }
      question.c = 0
    }
    add("the sign of C is turned") { question in
      question.c = z.isFixedPoint ? (0 &- question.c) & z.codeMask : question.c ^ (z.signMask << UInt64(z.paddingBits))
    }
    if !z.isFixedPoint {
      // The code that would be −0 is NaN in some formats.
      @Sendable func positive(_ word: UInt64, _ format: FormatDescriptor) -> UInt64 {
        format.unpack(word).class == .nan ? word : word & ~(format.signMask << UInt64(format.paddingBits))
      }
      add("the sign of A is lost") { $0.a = $0.a.map { positive($0, a) } }
      add("the sign of B is lost") { $0.b = $0.b.map { positive($0, b) } }
    }
    add("neighbouring elements of A are swapped", equality: k == 1 ? "there is one product" : nil) { question in
      for place in stride(from: 0, to: question.a.count - 1, by: 2) { question.a.swapAt(place, place + 1) }
    }
    add("elements of B are in reverse order", equality: k == 1 ? "there is one product" : nil) { question in
      for start in stride(from: 0, to: question.b.count, by: k) { question.b[start..<(start + k)].reverse() }
    }
    if let scale = datapath.scale, k / scale.blockLength > 1 {
      add("a block has the scale of the next one") { question in
        question.scaleB.append(question.scaleB.removeFirst())
      }
      add("all blocks have the scale of the first") { question in
        question.scaleA = question.scaleA.map { _ in question.scaleA[0] }
      }
    }
    return list
  }
}
