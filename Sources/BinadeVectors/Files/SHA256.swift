/// SHA-256 (FIPS 180-4): the digest that receipts and sweeps name their bytes by.
///
/// ```swift
/// var hash = SHA256()
/// hash.update(header)
/// hash.update(data)
/// let name = hash.hexDigest
/// ```
///
/// Up to 2^61 − 1 bytes. The same digest comes out however the bytes are cut into updates.
public struct SHA256: Sendable {
  private var state = State()
  /// The beginning of a block that is not yet complete.
  private var pending: [UInt8] = []
  private var length: UInt64 = 0

  private static let blockSize = 64

  /// Begins with no bytes.
  public init() { pending.reserveCapacity(Self.blockSize) }

  /// Adds bytes.
  public mutating func update(_ bytes: [UInt8]) { unsafe update(bytes.span.bytes) }

  /// Adds the UTF-8 form of `text`.
  public mutating func update(_ text: String) { update(Array(text.utf8)) }

  /// Adds the bytes of a span.
  public mutating func update(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { buffer in
      length += UInt64(buffer.count)
      var position = 0
      if !pending.isEmpty {
        position = min(Self.blockSize - pending.count, buffer.count)
        unsafe pending.append(contentsOf: buffer[..<position])
        if pending.count < Self.blockSize { return }
        unsafe pending.withUnsafeBytes { block in unsafe state.compress(block) }
        pending.removeAll(keepingCapacity: true)
      }
      let end = position + (buffer.count - position) / Self.blockSize * Self.blockSize
      unsafe state.compress(UnsafeRawBufferPointer(rebasing: buffer[position..<end]))
      unsafe pending.append(contentsOf: buffer[end...])
    }
  }

  /// The 32 bytes of the digest of what was added so far. More can be added afterwards.
  public var digest: [UInt8] {
    var last = pending
    last.append(0x80)
    while last.count % Self.blockSize != Self.blockSize - 8 { last.append(0) }
    let bits = length << 3
    for shift in stride(from: 56, through: 0, by: -8) { last.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift))) }
    var state = state
    unsafe last.withUnsafeBytes { blocks in unsafe state.compress(blocks) }
    return state.bytes
  }

  /// The digest as 64 lower-case hexadecimal digits.
  public var hexDigest: String { HexDigits.text(digest) }

  /// The digest of some bytes as 64 lower-case hexadecimal digits.
  public static func hexDigest(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.hexDigest
  }

  /// The digest of a file as 64 lower-case hexadecimal digits; the file is read in pieces.
  ///
  /// - Throws: ``FileError/missing(path:)`` or ``FileError/unreadable(path:reason:)``.
  public static func hexDigest(ofFile path: String) throws(FileError) -> String {
    var source = try ByteSource(path: path)
    var hash = SHA256()
    while true {
      let piece = try source.takeSome(1 << 20)
      if piece.isEmpty { return hash.hexDigest }
      hash.update(piece)
    }
  }
}

// MARK: The compression function

extension SHA256 {
  fileprivate struct State {
    // The first 32 bits of the fractions of the square roots of the first 8 primes.
    private var a: UInt32 = 0x6a09_e667, b: UInt32 = 0xbb67_ae85, c: UInt32 = 0x3c6e_f372, d: UInt32 = 0xa54f_f53a
    private var e: UInt32 = 0x510e_527f, f: UInt32 = 0x9b05_688c, g: UInt32 = 0x1f83_d9ab, h: UInt32 = 0x5be0_cd19

    var bytes: [UInt8] {
      let words: [UInt32] = [a, b, c, d, e, f, g, h]
      return words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * $0)) } }
    }

    /// Takes whole blocks in.
    mutating func compress(_ blocks: UnsafeRawBufferPointer) {
      unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
        unsafe SHA256.constants.withUnsafeBufferPointer { constants in
          let (w, k) = (schedule.baseAddress!, constants.baseAddress!)
          for offset in stride(from: 0, to: blocks.count, by: SHA256.blockSize) {
            let block = unsafe UnsafeRawBufferPointer(rebasing: blocks[offset..<offset + SHA256.blockSize])
            unsafe Self.expand(block, into: w)
            unsafe add(w, k)
          }
        }
      }
    }

    /// Makes 64 words of the 16 of a block.
    @inline(__always)
    private static func expand(_ block: UnsafeRawBufferPointer, into w: UnsafeMutablePointer<UInt32>) {
      for i in 0..<16 {
        unsafe w[i] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: i &* 4, as: UInt32.self))
      }
      for i in 16..<64 {
        let (w2, w15) = unsafe (w[i &- 2], w[i &- 15])
        let s0: UInt32 = w15.rotatedRight(7) ^ w15.rotatedRight(18) ^ (w15 &>> 3)
        let s1: UInt32 = w2.rotatedRight(17) ^ w2.rotatedRight(19) ^ (w2 &>> 10)
        let older: UInt32 = unsafe w[i &- 16] &+ w[i &- 7]
        unsafe w[i] = older &+ s0 &+ s1
      }
    }

    /// The 64 rounds. Eight of them bring every variable back to its own name, so nothing is moved.
    @inline(__always)
    private mutating func add(_ w: UnsafeMutablePointer<UInt32>, _ k: UnsafePointer<UInt32>) {
      var (a, b, c, d, e, f, g, h) = (a, b, c, d, e, f, g, h)
      var i = 0
      while i < 64 {
        unsafe Self.round(a, b, c, &d, e, f, g, &h, w[i] &+ k[i])
        unsafe Self.round(h, a, b, &c, d, e, f, &g, w[i &+ 1] &+ k[i &+ 1])
        unsafe Self.round(g, h, a, &b, c, d, e, &f, w[i &+ 2] &+ k[i &+ 2])
        unsafe Self.round(f, g, h, &a, b, c, d, &e, w[i &+ 3] &+ k[i &+ 3])
        unsafe Self.round(e, f, g, &h, a, b, c, &d, w[i &+ 4] &+ k[i &+ 4])
        unsafe Self.round(d, e, f, &g, h, a, b, &c, w[i &+ 5] &+ k[i &+ 5])
        unsafe Self.round(c, d, e, &f, g, h, a, &b, w[i &+ 6] &+ k[i &+ 6])
        unsafe Self.round(b, c, d, &e, f, g, h, &a, w[i &+ 7] &+ k[i &+ 7])
        i &+= 8
      }
      self.a &+= a
      self.b &+= b
      self.c &+= c
      self.d &+= d
      self.e &+= e
      self.f &+= f
      self.g &+= g
      self.h &+= h
    }

    @inline(__always)
    private static func round(
      _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
      _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ word: UInt32
    ) {
      let choice: UInt32 = g ^ (e & (f ^ g))
      let majority: UInt32 = (a & b) | (c & (a | b))
      let mixedE: UInt32 = e.rotatedRight(6) ^ e.rotatedRight(11) ^ e.rotatedRight(25)
      let mixedA: UInt32 = a.rotatedRight(2) ^ a.rotatedRight(13) ^ a.rotatedRight(22)
      let first: UInt32 = h &+ mixedE &+ choice &+ word
      let second: UInt32 = mixedA &+ majority
      d = d &+ first
      h = first &+ second
    }
  }

  // The first 32 bits of the fractions of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}

extension UInt32 {
  @inline(__always)
  fileprivate func rotatedRight(_ count: UInt32) -> UInt32 { self &>> count | self &<< (32 &- count) }
}
