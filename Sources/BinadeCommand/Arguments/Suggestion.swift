/// "Did you mean": the nearest names by edit distance.
enum Suggestion {
  /// `; did you mean e4m3fn or e4m3?`, or nothing if no candidate is near.
  static func phrase(for text: String, among candidates: [String]) -> String {
    let names = nearest(to: text, among: candidates)
    return names.isEmpty ? "" : "; did you mean \(list(names))?"
  }

  /// The up to `limit` candidates that are nearest to `text`, best first; none that differs in more than a third.
  static func nearest(to text: String, among candidates: [String], limit: Int = 3) -> [String] {
    let wanted = folded(text)
    guard wanted.count <= 64 else { return [] }
    let reach = max(2, wanted.count / 3)
    var seen: Set<String> = []
    var found: [(distance: Int, order: Int, name: String)] = []
    for (order, name) in candidates.enumerated() where seen.insert(name).inserted {
      let distance = distance(wanted, folded(name))
      // Three wrong letters of three are no misspelling.
      if distance <= reach, distance < max(wanted.count, 1) { found.append((distance, order, name)) }
    }
    found.sort { ($0.distance, $0.order) < ($1.distance, $1.order) }
    guard let best = found.first?.distance else { return [] }
    return found.prefix { $0.distance <= best + 1 }.prefix(limit).map(\.name)
  }

  /// `a`, `a or b`, `a, b or c`.
  static func list(_ names: [String]) -> String {
    names.count < 2 ? names.joined() : names.dropLast().joined(separator: ", ") + " or " + names[names.count - 1]
  }

  /// Insertions, deletions, replacements and swaps of neighbours that turn one text into the other.
  static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var previous: [Int] = []
    var row = Array(0...b.count)
    for i in 0..<a.count {
      var next = [i + 1]
      for j in 0..<b.count {
        var cost = min(row[j + 1] + 1, next[j] + 1, row[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, previous[j - 1] + 1) }
        next.append(cost)
      }
      previous = row
      row = next
    }
    return row[b.count]
  }

  private static func folded(_ text: String) -> [UInt8] {
    text.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
  }
}
