import Binade
import BinadeVectorData
import BinadeVectors
import Foundation
import Testing

/// The shipped vectors find every wrong rule: each policy of another stack, and the classic bugs, planted one at a time.
@Suite struct MutationTests {
  static let files: [VectorFile] = VectorSuite.all.map { suite in
    let path = VectorData.url("data/\(suite.name).json").path
    do {
      return try VectorFile(json: FileInput.bytes(of: path), name: path)
    } catch {
      fatalError("\(error)")
    }
  }

  /// A device that follows one other choice on one axis, whatever it is asked for.
  @Test(arguments: PolicyAxis.allCases)
  func wrongPolicyIsFound(_ axis: PolicyAxis) {
    for file in Self.files where file.suite.operation == .encode {
      let base = file.suite.format.descriptor.defaultConversion
      for choice in axis.choices where choice != base[axis] && choice != Rounding.stochastic.name && file.suite.matters(axis, choice) {
        let codec: VectorVerifier.Codec = { word, source, target, conversion, random in
          var wrong = conversion
          // Only where the vectors ask for the format's own choice: elsewhere the device does as it is told.
          if conversion[axis] == base[axis] { _ = wrong.set(axis, to: choice) }
          return VectorVerifier.definition(word, source, target, wrong, random)
        }
        #expect(
          !VectorVerifier.failures(in: file, limit: 1, codec: codec).isEmpty,
          "\(file.suite.name) does not notice a device with \(axis.name)=\(choice)")
      }
    }
  }

  /// A device that follows another stack's profile in everything.
  @Test(arguments: Profile.catalogue.map(\.qualifiedName))
  func otherProfileIsFound(_ name: String) throws {
    let profile = try #require(Profile.named(name))
    for file in Self.files where file.suite.operation == .encode {
      let target = file.suite.format.descriptor
      let conversion = profile.conversion(to: target)
      let differing = PolicyAxis.allCases.filter {
        conversion[$0] != target.defaultConversion[$0] && file.suite.matters($0, conversion[$0])
      }
      guard !differing.isEmpty else { continue }
      let codec: VectorVerifier.Codec = { word, source, target, asked, random in
        VectorVerifier.definition(word, source, target, asked == target.defaultConversion ? conversion : asked, random)
      }
      #expect(
        !VectorVerifier.failures(in: file, limit: 1, codec: codec).isEmpty,
        "\(file.suite.name) does not notice a device that does as \(name): \(conversion.differences(from: target.defaultConversion))")
    }
  }

  @Test(arguments: Mutants.all)
  func bugIsFound(_ mutant: Mutant) {
    for file in Self.files where mutant.applies(file.suite) {
      #expect(
        !VectorVerifier.failures(in: file, limit: 1, codec: mutant.codec).isEmpty, "\(file.suite.name) does not notice: \(mutant.name)")
    }
  }
}
