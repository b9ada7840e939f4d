import Binade
import BinadeVectorData
import BinadeVectors
import Foundation

/// The shipped files of block formats, read once.
enum BlockFiles {
  static let quantize: [BlockVectorFile] = BlockSuite.all.filter { $0.operation == .quantize }.map { read($0.name) }

  static func read(_ name: String) -> BlockVectorFile {
    let path = VectorData.url("data/\(name).json").path
    do {
      return try BlockVectorFile(json: FileInput.bytes(of: path), name: path)
    } catch {
      fatalError("\(error)")
    }
  }
}

/// A block and a tensor maximum.
struct AskedQuestion: Hashable {
  let block: Int
  let tensorMaximum: UInt32?

  init(_ test: BlockVectorTest) {
    block = test.block
    tensorMaximum = test.tensorMaximum
  }
}

extension BlockVectorGroup {
  /// The recorded answers.
  var answers: [AskedQuestion: BlockAnswer] {
    Dictionary(tests.map { (AskedQuestion($0), BlockAnswer($0)) }, uniquingKeysWith: { first, _ in first })
  }
}

/// Whether two groups answer a shared question differently: then a device that does the one in place of the other is noticed.
func areToldApart(_ a: [AskedQuestion: BlockAnswer], _ b: [AskedQuestion: BlockAnswer]) -> Bool {
  a.contains { question, answer in b[question].map { $0 != answer } ?? false }
}
