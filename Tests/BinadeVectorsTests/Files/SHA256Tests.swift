import BinadeVectors
import Testing

@Suite("SHA-256")
struct SHA256Tests {
  @Test(
    "short messages of FIPS 180-4",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func standardMessages(message: String, digest: String) {
    #expect(SHA256.hexDigest(of: Array(message.utf8)) == digest)
    var hash = SHA256()
    hash.update(message)
    #expect(hash.hexDigest == digest)
  }

  @Test("a million times a")
  func million() {
    let digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    #expect(SHA256.hexDigest(of: [UInt8](repeating: 0x61, count: 1_000_000)) == digest)
  }

  // Byte i of the message of length n is (i * 37 + n) % 256:
  // h = hashlib.sha256(); [h.update(hashlib.sha256(bytes((i*37+n)%256 for i in range(n))).digest()) for n in range(131)]; h.hexdigest()
  @Test("all lengths from 0 to 130, whole and in pieces")
  func allLengths() {
    var whole = SHA256()
    var pieces = SHA256()
    for length in 0...130 {
      let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 37 + length) }
      var once = SHA256()
      once.update(message)
      whole.update(once.digest)
      var split = SHA256()
      var rest = message[...]
      var step = 1
      while !rest.isEmpty {
        split.update(Array(rest.prefix(step)))
        rest = rest.dropFirst(step)
        step = step % 70 + 13
      }
      pieces.update(split.digest)
    }
    #expect(whole.hexDigest == "c64a922bd40be325b289674e68c314e2e3c288b99803cd34b2f77d369a43ccfe")
    #expect(pieces.hexDigest == whole.hexDigest)
  }

  @Test("every cut of 200 bytes into two gives the same digest, and a digest does not end the hash")
  func everyCut() {
    let message = FileFixtures.ramp(200)
    let expected = SHA256.hexDigest(of: message)
    for cut in 0...200 {
      var hash = SHA256()
      hash.update(Array(message[..<cut]))
      _ = hash.digest
      hash.update(Array(message[cut...]))
      #expect(hash.hexDigest == expected, "cut at \(cut)")
    }
  }

  @Test("a file's digest is that of its bytes")
  func fileDigest() throws {
    try FileFixtures.withFolder { folder in
      for size in [0, 5, 1 << 20, 1 << 20 | 3] {
        let bytes = FileFixtures.ramp(size)
        try AtomicFile.write(bytes, to: folder + "/data")
        #expect(try SHA256.hexDigest(ofFile: folder + "/data") == SHA256.hexDigest(of: bytes))
      }
      FileFixtures.expectError(.missing(path: folder + "/none")) { _ = try SHA256.hexDigest(ofFile: folder + "/none") }
    }
  }
}
