/// The settings by which a table of molecules becomes inputs and tasks.
public struct MoleculeSettings: Sendable, Hashable {
  /// The path of the CSV file: a column `smiles` and a column for each measurement, which is empty if nothing was
  /// measured.
  public var file: String
  /// The path of the fingerprints; nil for the only file in the table's folder that begins with its name and ends with
  /// `bits` or `bits.gz`.
  public var fingerprints: String?
  /// The bits of a fingerprint, a multiple of 8, at most ``mostBits``.
  public var bits = 1024
  /// The cells that mean "not measured"; a number also in its other spellings.
  public var missing = [""]
  /// The columns that are tasks, each once. Nil stands for all that have a name, except yes-or-no labels that lack one
  /// of the two answers in any split, which have no area under the curve.
  public var targets: [String]?
  /// The column with the weight of each molecule, which is no target; nil if all weigh the same.
  public var sampleWeight: String?
  /// The share of the molecules that is held out.
  public var validation = 0.1
  public var test = 0.1
  /// The fold whose molecules are the test split, instead of the share ``test``; nil for one division by shares.
  public var fold: Fold?
  /// The seed of the division.
  public var seed: UInt64 = 0

  /// The largest number of bits of a fingerprint: a thousand times the usual ones.
  public static let mostBits = 1 << 20

  public init(file: String) { self.file = file }
}
