// swift-tools-version: 6.2
// The map of Binade. Arrows point down only, and the compiler enforces it:
//
//   BinadeCommand ──► BinadeVectors ──► BinadeTensorCore ──► BinadeKernels ──► Binade    (imports nothing, integers only)
//                              │                                  └──────► CBinadeKernels  (C; only with the trait Kernels)
//                              └──────► BinadeOracle                       (imports nothing, must not see Binade)
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
// Without the trait the package is Swift alone: the same bits, later.
let kernels: Trait = .trait(name: "Kernels", description: "C kernels for AVX2 and AVX-512, chosen at run time")
let cKernels: Target.Dependency = .target(name: "CBinadeKernels", condition: .when(traits: ["Kernels"]))
var targets: [Target] = [
  .target(name: "Binade", swiftSettings: core)
]

if !isEmbedded {
  products += [
    .library(name: "BinadeKernels", targets: ["BinadeKernels"]),
    .library(name: "BinadeTensorCore", targets: ["BinadeTensorCore"]),
    .library(name: "BinadeVectors", targets: ["BinadeVectors", "BinadeVectorData"]),
    .library(name: "BinadeOracle", targets: ["BinadeOracle"]),
    .executable(name: "binade", targets: ["BinadeCommand"]),
  ]
  targets += [
    .target(name: "BinadeOracle", swiftSettings: strict),
    .target(name: "CBinadeKernels", cSettings: [.headerSearchPath(".")]),
    .target(name: "BinadeKernels", dependencies: ["Binade", cKernels], swiftSettings: strict),
    .target(name: "BinadeTensorCore", dependencies: ["Binade", "BinadeKernels", cKernels], swiftSettings: strict),
    .target(name: "BinadeVectors", dependencies: ["Binade", "BinadeKernels", "BinadeTensorCore", "BinadeOracle"], swiftSettings: strict),
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
      dependencies: [
        "Binade", "BinadeKernels", "BinadeTensorCore", "BinadeOracle", "BinadeVectors", "BinadeVectorData", "BinadeEvidenceData",
      ],
      swiftSettings: strict),

    // MARK: Tests

    .testTarget(name: "BinadeTests", dependencies: ["Binade", "BinadeOracle"], swiftSettings: strict),
    .testTarget(name: "BinadeKernelsTests", dependencies: ["Binade", "BinadeKernels"], swiftSettings: strict),
    .testTarget(
      name: "BinadeTensorCoreTests", dependencies: ["BinadeKernels", "BinadeTensorCore", "BinadeOracle"], swiftSettings: strict),
    .testTarget(name: "BinadeOracleTests", dependencies: ["BinadeOracle"], swiftSettings: strict),
    .testTarget(
      name: "BinadeVectorsTests",
      dependencies: ["Binade", "BinadeKernels", "BinadeTensorCore", "BinadeVectors", "BinadeVectorData", "BinadeEvidenceData"],
      swiftSettings: strict),
    .testTarget(name: "BinadeCommandTests", dependencies: ["Binade", "BinadeCommand"], swiftSettings: strict),
  ]
}

let package = Package(
  name: "binade",
  platforms: [.macOS("26.0")],
  products: products,
  traits: [.default(enabledTraits: ["Kernels"]), kernels],
  dependencies: [],
  targets: targets,
  swiftLanguageModes: [.v6]
)
