import BinadeTensorCore
import BinadeVectorData
import BinadeVectors
import Foundation

/// The shipped files of dot products, read once.
enum DotFiles {
  static let names = DotSuite.all.map { $0.name }
  static let all: [String: DotVectorFile] = Dictionary(uniqueKeysWithValues: names.map { ($0, read($0)) })

  static func path(_ name: String) -> String { VectorData.url("data/\(name).json").path }

  private static func read(_ name: String) -> DotVectorFile {
    do {
      return try DotVectorFile(json: FileInput.bytes(of: path(name)), name: name)
    } catch {
      fatalError("\(error)")
    }
  }

  /// How many random questions a debug build can afford.
  static func number(debug: Int, release: Int) -> Int {
    #if DEBUG
      return debug
    #else
      return release
    #endif
  }
}
