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
