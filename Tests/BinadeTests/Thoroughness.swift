import Foundation

/// How much the long tests ask. `swift test` asks a spread, so that it takes minutes; with BINADE_THOROUGH=1 they ask everything, as `.ci/run` does.
enum Thoroughness {
  static let isFull = ProcessInfo.processInfo.environment["BINADE_THOROUGH"] == "1"

  /// Whether a case is asked of a subject: all of them, or one in `step`, for each subject others.
  static func asks(_ index: Int, of subject: Int, oneIn step: Int) -> Bool { isFull || (index + subject) % step == 0 }
}
