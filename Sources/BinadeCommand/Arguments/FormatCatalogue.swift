internal import Binade

/// The formats by name, for messages and tables.
enum FormatCatalogue {
  /// Every named format.
  static let all: [NamedFormat] = ScalarFormatID.allCases.map { NamedFormat($0) }

  /// Canonical names, then those of other ecosystems without the numbers behind them.
  static let everyName: [String] =
    ScalarFormatID.allCases.map(\.name)
    + ScalarFormatID.allCases.flatMap { id in id.names.all.map { String($0.name.prefix { $0 != " " && $0 != "," }) } }

  /// Formats that some ecosystem spells exactly so, although the name means `format` here: PTX and OCP call `e4m3fn` E4M3.
  static func others(called text: String, than format: NamedFormat) -> [(name: String, ecosystems: [String])] {
    ScalarFormatID.allCases.filter { $0 != format.id }.compactMap { id in
      let ecosystems = id.names.all.filter { $0.name == text }.map(\.ecosystem)
      return ecosystems.isEmpty ? nil : (id.name, ecosystems)
    }
  }
}

extension FormatDescriptor {
  /// Hexadecimal digits of a stored word.
  var wordDigits: Int { wordBits / 4 }
}
