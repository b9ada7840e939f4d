import Binade
import Foundation
import Testing

/// The registry of layouts says what the code says, member by member.
@Suite struct LayoutRegistryTests {
  private struct Row: Decodable {
    struct Field: Decodable {
      let role, order: String
      let columnsPerEntry, elementBits, tileRows, tileColumns, tileBits, offset: Int
      let tileRowMultiple, tileColumnMultiple, lineAlignment: Int
      let rowDigits, columnDigits: [[Int]]
      let copies: [Int]?
    }
    struct Selector: Decodable {
      let name: String
      let values: [Int]
      let stride: Int
    }
    let name, summary, evidence, clause: String
    let aliases, sources: [String]
    let fields: [Field]
    let selectors: [Selector]
  }

  @Test func schema() throws {
    let schema = try JSONSchema(SpecFolder.data("Spec/registry/layouts.schema.json"))
    let problems = try schema.problems(in: SpecFolder.data("Spec/registry/layouts.json"))
    #expect(problems.isEmpty, "\(problems.prefix(10).joined(separator: "; "))")
  }

  @Test func members() throws {
    let rows = try JSONDecoder().decode([Row].self, from: SpecFolder.data("Spec/registry/layouts.json"))
    let clauses = try SpecFolder.clauses
    #expect(rows.map(\.name) == NamedLayout.catalogue.map(\.name))
    func pair(_ digit: Layout.Digit) -> [Int] { [digit.size, digit.stride] }
    for (row, entry) in zip(rows, NamedLayout.catalogue) {
      #expect(row.aliases == entry.aliases && row.summary == entry.summary, "\(row.name)")
      #expect(row.evidence == entry.evidence.name && row.clause == entry.clause && clauses.contains(row.clause), "\(row.name)")
      #expect(row.selectors.map(\.name) == entry.selectors.map(\.name), "\(row.name)")
      #expect(row.selectors.map(\.values) == entry.selectors.map(\.values), "\(row.name)")
      #expect(row.selectors.map(\.stride) == entry.selectors.map(\.stride), "\(row.name)")
      #expect(row.fields.count == entry.fields.count, "\(row.name)")
      for (member, field) in zip(row.fields, entry.fields) {
        let layout = field.layout
        #expect(member.role == field.role.rawValue && member.columnsPerEntry == field.columnsPerEntry, "\(row.name)")
        #expect(member.elementBits == layout.elementBits && member.tileBits == layout.tileBits, "\(row.name)")
        #expect(member.tileRows == layout.tileRows && member.tileColumns == layout.tileColumns, "\(row.name)")
        #expect(member.rowDigits == layout.rowDigits.map(pair) && member.columnDigits == layout.columnDigits.map(pair), "\(row.name)")
        #expect(member.offset == layout.offset && member.copies == layout.copies.map(pair), "\(row.name)")
        #expect(member.order == layout.order.rawValue && member.lineAlignment == layout.lineAlignment, "\(row.name)")
        #expect(member.tileRowMultiple == layout.tileRowMultiple, "\(row.name)")
        #expect(member.tileColumnMultiple == layout.tileColumnMultiple, "\(row.name)")
      }
    }
  }
}
