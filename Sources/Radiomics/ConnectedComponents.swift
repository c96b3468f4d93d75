/// The connected parts of a mask, numbered in the order of their first voxels.
///
/// The time grows almost linearly with the voxels.
///
/// ```swift
/// let parts = ConnectedComponents(mask, sizes: volume.sizes, .twentySix)
/// let tumour = parts.largest
/// ```
///
/// Source: R. Tarjan, Efficiency of a Good But Not Linear Set Union Algorithm, Journal of the ACM 22(2), 1975; A. Rosenfeld, J. Pfaltz,
/// Sequential Operations in Digital Picture Processing, Journal of the ACM 13(4), 1966.
public struct ConnectedComponents: Sendable {
  /// The neighbours with which a voxel is connected. The raw value is their number.
  public enum Connectivity: Int, Sendable, Hashable, CaseIterable {
    /// In a slice: those that share an edge of a pixel.
    case four = 4
    /// In a slice: those that share an edge or a corner of a pixel.
    case eight = 8
    /// Those that share a face.
    case six = 6
    /// Those that share a face or an edge.
    case eighteen = 18
    /// Those that share a face, an edge or a corner.
    case twentySix = 26

    /// Whether neighbours are in one slice.
    var isFlat: Bool { self == .four || self == .eight }

    /// The most axes along which a step leads.
    private var axes: Int {
      switch self {
      case .four, .six: 1
      case .eight, .eighteen: 2
      case .twentySix: 3
      }
    }

    /// The steps to the neighbours that come earlier in the order of voxels.
    var back: [Direction] {
      Direction.half(isFlat: isFlat).filter { abs($0.x) + abs($0.y) + abs($0.z) <= axes }.map(\.reversed)
    }
  }

  /// The number of each voxel's part, from 1; 0 for a voxel that the mask does not mark.
  public let labels: [Int32]
  /// The voxels of each part, that of the part 1 first.
  public let counts: [Int]
  /// The first voxel of each part.
  let firsts: [Int]

  /// Finds the connected parts of a mask.
  ///
  /// - Parameters:
  ///   - mask: whether each voxel is marked, with x fastest, then y, then z.
  ///   - sizes: the voxels along x, y and z; 1 along z for a two-dimensional mask.
  /// - Precondition: as many voxels as the sizes say, fewer than 2³¹.
  public init(_ mask: [Bool], sizes: [Int], _ connectivity: Connectivity) {
    self.init(levels: mask.map { $0 ? 1 : 0 }, sizes: sizes, connectivity)
  }

  /// Finds the connected parts of equal level, such as the zones of a region.
  ///
  /// - Parameter levels: 0 for voxels of no part.
  init(levels: [Int32], sizes: [Int], _ connectivity: Connectivity) {
    precondition(
      sizes.count == 3 && sizes.allSatisfy { $0 >= 0 } && levels.count == sizes.reduce(1, *)
        && levels.count < Int(Int32.max), "a mask should have the voxels that its sizes say, fewer than 2³¹.")
    // A part is a tree whose root is its first voxel.
    var parents = [Int32](repeating: 0, count: levels.count)
    let steps = connectivity.back.map { (step: $0, offset: $0.offset(sizes)) }
    parents.withUnsafeMutableBufferPointer { parents in
      func root(_ voxel: Int) -> Int {
        var voxel = voxel
        while Int(parents[voxel]) != voxel {
          parents[voxel] = parents[Int(parents[voxel])]
          voxel = Int(parents[voxel])
        }
        return voxel
      }
      levels.withUnsafeBufferPointer { levels in
        var place = 0
        for z in 0..<sizes[2] {
          for y in 0..<sizes[1] {
            for x in 0..<sizes[0] {
              defer { place += 1 }
              guard levels[place] > 0 else { continue }
              parents[place] = Int32(place)
              var own = place
              for (step, offset) in steps
              where step.fits(x, y, z, sizes) && levels[place + offset] == levels[place] {
                let other = root(place + offset)
                guard other != own else { continue }
                parents[max(own, other)] = Int32(min(own, other))
                own = min(own, other)
              }
            }
          }
        }
      }
    }
    var labels = [Int32](repeating: 0, count: levels.count), counts: [Int] = [], firsts: [Int] = []
    for place in levels.indices where levels[place] > 0 {
      // A parent comes earlier than its children, so that it has its number already.
      let parent = Int(parents[place])
      if parent == place {
        firsts.append(place)
        counts.append(0)
        labels[place] = Int32(firsts.count)
      } else {
        labels[place] = labels[parent]
      }
      counts[Int(labels[place]) - 1] += 1
    }
    (self.labels, self.counts, self.firsts) = (labels, counts, firsts)
  }

  /// The mask of the part with the most voxels, of equal ones the first; empty if the mask marks none.
  public var largest: [Bool] {
    let most = counts.max() ?? 0, label = Int32((counts.firstIndex(of: most) ?? -1) + 1)
    return labels.map { $0 == label && label > 0 }
  }
}
