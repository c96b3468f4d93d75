import CTorch

/// Masks of large tensors in host memory. PyTorch draws a random number of 64 bits for each element, one after the other, which
/// on a small convolutional network takes a sixth of the time of a training; here one number from the generator opens a stream
/// that is a function of the element's place, two elements to 64 bits.
///
/// Source of the stream: G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
enum DropoutMask {
  /// Elements from which masks are drawn this way. Smaller ones are PyTorch's to the bit.
  static let leastCount = 1 << 14

  /// Fills a float32 tensor of `leastCount` elements or more in host memory, in any dense order, with 0 in a share `p` of its
  /// elements and 1 / (1 − p) in the others.
  ///
  /// - Returns: whether it did; other tensors stay as they are.
  static func fill(_ noise: Tensor, p: Double, _ generator: Generator) -> Bool {
    guard noise.count >= leastCount, noise.dtype == .float32, noise.device == .cpu, generator.device == .cpu,
      noise.isContiguous() || (noise.rank == 4 && noise.isContiguous(.channelsLast))
    else { return false }
    let key = UInt64(
      bitPattern: ATen.random_(Tensor.empty([1], dtype: .int64), .min, nil, generator).array(of: Int64.self)[0])
    withExtendedLifetime(noise) {
      let raw = UnsafeMutableRawBufferPointer(start: ct_data(noise.handle), count: noise.count * noise.dtype.byteCount)
      fill(raw.bindMemory(to: Float.self), p: p, key)
    }
    return true
  }

  private static func fill(_ mask: UnsafeMutableBufferPointer<Float>, p: Double, _ key: UInt64) {
    // A half of 64 random bits is below the threshold with probability p, to one in four thousand million.
    let threshold = UInt32(min((p * 0x1p32).rounded(), 0x1p32 - 1))
    let kept = Float(1 / (1 - p))
    guard let start = mask.baseAddress else { return }
    for pair in 0..<mask.count / 2 {
      let bits = mixed(key &+ golden &* UInt64(truncatingIfNeeded: pair))
      start[2 * pair] = UInt32(truncatingIfNeeded: bits) < threshold ? 0 : kept
      start[2 * pair + 1] = UInt32(truncatingIfNeeded: bits >> 32) < threshold ? 0 : kept
    }
    if mask.count % 2 == 1 {
      let bits = mixed(key &+ golden &* UInt64(mask.count))
      start[mask.count - 1] = UInt32(truncatingIfNeeded: bits) < threshold ? 0 : kept
    }
  }

  /// 2⁶⁴ divided by the golden ratio.
  private static let golden: UInt64 = 0x9e37_79b9_7f4a_7c15

  @inline(__always)
  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
