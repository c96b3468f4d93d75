/// How a table of molecules becomes inputs and tasks.
public struct MoleculeSettings: Sendable, Hashable {
  /// The path of the CSV file: a column `smiles`, a column for each measurement, empty where nothing was measured.
  public var file: String
  /// The path of the fingerprints; nil for the only file beside the table that begins with its name and ends with `bits` or
  /// `bits.gz`.
  public var fingerprints: String?
  /// Bits of a fingerprint, a multiple of 8, at most ``mostBits``.
  public var bits = 1024
  /// Cells that stand for "not measured"; a number also in its other spellings.
  public var missing = [""]
  /// The columns that are tasks; each once; nil for all that have a name, but those of yes-or-no labels that lack one of the
  /// two in any split, for which no area under the curve exists.
  public var targets: [String]?
  /// The share of the molecules that is held out.
  public var validation = 0.1
  public var test = 0.1
  /// The fold whose molecules are the test split, in place of the share ``test``; nil for one division by shares.
  public var fold: Fold?
  /// The seed of the division.
  public var seed: UInt64 = 0

  /// Bits that a fingerprint may have: a thousand times the usual ones.
  public static let mostBits = 1 << 20

  public init(file: String) { self.file = file }
}
