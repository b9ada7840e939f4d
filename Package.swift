// swift-tools-version: 6.2
// The map of Binade. Arrows point down only, and the compiler enforces it:
//
//   BinadeCommand ──► BinadeVectors ──► BinadeTensorCore ──► Binade    (imports nothing, integers only)
//                              └──────► BinadeOracle                   (imports nothing, must not see Binade)
import Foundation
import PackageDescription

// BINADE_EMBEDDED=1 compiles the core alone with Embedded Swift: no runtime, no Foundation, libc only.
let isEmbedded = ProcessInfo.processInfo.environment["BINADE_EMBEDDED"] == "1"

let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]
let core = strict + (isEmbedded ? [.enableExperimentalFeature("Embedded"), .unsafeFlags(["-wmo"])] : [])

// MARK: Public API

var products: [Product] = [
  .library(name: "Binade", targets: ["Binade"])
]
var targets: [Target] = [
  .target(name: "Binade", swiftSettings: core)
]

if !isEmbedded {
  products += [
    .library(name: "BinadeTensorCore", targets: ["BinadeTensorCore"]),
    .library(name: "BinadeVectors", targets: ["BinadeVectors", "BinadeVectorData"]),
    .library(name: "BinadeOracle", targets: ["BinadeOracle"]),
    .executable(name: "binade", targets: ["BinadeCommand"]),
  ]
  targets += [
    .target(name: "BinadeOracle", swiftSettings: strict),
    .target(name: "BinadeTensorCore", dependencies: ["Binade"], swiftSettings: strict),
    .target(name: "BinadeVectors", dependencies: ["Binade", "BinadeTensorCore", "BinadeOracle"], swiftSettings: strict),
    // The data beside the code: Vectors/ is also a module, so that dependants find the files at run time.
    .target(
      name: "BinadeVectorData", path: "Vectors", exclude: ["README.md", "CHANGELOG.md", "MUTATION.md", "peers", "capture"],
      sources: ["VectorData.swift"],
      resources: [
        .copy("data"), .copy("mem"), .copy("text"), .copy("schemas"), .copy("tensors"), .copy("manifest.json"),
        .copy("coverage.json"), .copy("captures"),
      ],
      swiftSettings: strict),
    // Likewise the evidence, which the tool shows.
    .target(
      name: "BinadeEvidenceData", path: "Spec/evidence",
      exclude: ["README.md", "scalar.schema.json", "blocks.schema.json", "tensor-core.schema.json"], sources: ["EvidenceData.swift"],
      resources: [.copy("scalar.json"), .copy("blocks.json"), .copy("tensor-core.json")], swiftSettings: strict),
    .executableTarget(
      name: "BinadeCommand",
      dependencies: ["Binade", "BinadeTensorCore", "BinadeOracle", "BinadeVectors", "BinadeVectorData", "BinadeEvidenceData"],
      swiftSettings: strict),

    // MARK: Tests

    .testTarget(name: "BinadeTests", dependencies: ["Binade", "BinadeOracle"], swiftSettings: strict),
    .testTarget(
      name: "BinadeTensorCoreTests", dependencies: ["BinadeTensorCore", "BinadeOracle"], swiftSettings: strict),
    .testTarget(name: "BinadeOracleTests", dependencies: ["BinadeOracle"], swiftSettings: strict),
    .testTarget(
      name: "BinadeVectorsTests", dependencies: ["BinadeVectors", "BinadeVectorData", "BinadeEvidenceData"], swiftSettings: strict),
    .testTarget(name: "BinadeCommandTests", dependencies: ["Binade", "BinadeCommand"], swiftSettings: strict),
  ]
}

let package = Package(
  name: "binade",
  platforms: [.macOS("26.0")],
  products: products,
  dependencies: [],
  targets: targets,
  swiftLanguageModes: [.v6]
)
