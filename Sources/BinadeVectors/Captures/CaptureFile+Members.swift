// What the records of captures have in common.

extension JSONMembers {
  /// Results that share a digest.
  func chunk() throws(VectorFileError) -> Int {
    guard let place = optional("chunk") else { throw place.error("lacks \"chunk\"") }
    return try place.integer(in: 1...1 << 24)
  }

  /// The member `digests` for so many results.
  func digests(_ results: Int, chunk: Int, first: [UInt64]) throws(VectorFileError) -> CaptureDigests {
    let place = self["digests"]
    let digests = try place.string().split(separator: " ", omittingEmptySubsequences: false)
    let expected = (results - 1) / chunk + 1
    guard digests.count == expected else {
      throw place.error("expected \(expected) digests for \(results) results, found \(digests.count)")
    }
    let words = try digests.map { text throws(VectorFileError) in
      try JSONPlace(String(text), file: place.file, path: place.path).hex(bits: 64)
    }
    return CaptureDigests(chunk: chunk, results: results, digests: words, first: first)
  }

  /// The digest of everything: `sha256`, or `sha256OfDigests`.
  func whole() throws(VectorFileError) -> String {
    let places = ["sha256", "sha256OfDigests"].compactMap { optional($0) }
    guard places.count == 1 else { throw place.error("expected one of \"sha256\" and \"sha256OfDigests\", found \(places.count)") }
    let text = try places[0].string()
    guard text.utf8.count == 64, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
      throw places[0].error("expected 64 hexadecimal digits in lower case")
    }
    return text
  }

  /// The member `first`: the first four words, or all if there are fewer.
  ///
  /// - Parameter bytes: of a word; `nil` if it is not known.
  func first(of results: Int, bytes: Int?) throws(VectorFileError) -> [UInt64] {
    let words = try self["first"].words(bytes: bytes)
    guard words.count == min(4, results) else { throw self["first"].error("expected \(min(4, results)) words, found \(words.count)") }
    return words
  }
}

extension JSONPlace {
  /// A whole number of a range.
  func integer(in range: ClosedRange<Int>) throws(VectorFileError) -> Int {
    let number = try integer()
    guard range.contains(number) else { throw error("expected \(range.lowerBound) … \(range.upperBound), found \(number)") }
    return number
  }

  /// `true` or `false`.
  func bool() throws(VectorFileError) -> Bool {
    guard let truth = value as? Bool else { throw error("expected true or false") }
    return truth
  }

  /// A word of that many bytes; of any that words have if that is not known.
  func word(bytes: Int?) throws(VectorFileError) -> UInt64 {
    guard let bytes else {
      let digits = try string().utf8.count
      guard [2, 4, 8, 16].contains(digits) else { throw error("expected 2, 4, 8 or 16 hexadecimal digits") }
      return try hex(bits: 4 * digits)
    }
    return try hex(bits: 8 * bytes)
  }

  func words(bytes: Int?) throws(VectorFileError) -> [UInt64] {
    try elements().map { place throws(VectorFileError) in try place.word(bytes: bytes) }
  }

  /// One of the cases.
  func choice<Choice: RawRepresentable & CaseIterable>(_: Choice.Type) throws(VectorFileError) -> Choice
  where Choice.RawValue == String {
    let text = try string()
    guard let choice = Choice(rawValue: text) else {
      throw error("expected one of \(Choice.allCases.map { $0.rawValue }.joined(separator: ", ")), found \"\(text)\"")
    }
    return choice
  }
}
