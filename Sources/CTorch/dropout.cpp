// Dropout on the host: masks, and the pass that pools pairs of a sequence, rectifies and drops out at once.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <mutex>

#include "shim.h"

// These loops take a quarter of the time with the widest vectors that the processor has.
#if defined(__x86_64__) && defined(__linux__)
#define CT_WIDEST __attribute__((target_clones("avx512dq", "avx2", "default")))
#else
#define CT_WIDEST
#endif

namespace {
/// One number of the generator. All others follow from it, whatever the number of threads.
uint64_t seed_of(CGenerator generator) {
  at::Generator source = *generator_of(generator);
  std::lock_guard<std::mutex> lock(source.mutex());
  return at::check_generator<at::CPUGeneratorImpl>(source)->random64();
}

/// Number `index` of SplitMix64's sequence (G. L. Steele, D. Lea, C. H. Flood, 2014): any thread may draw any of them.
inline uint64_t bits(uint64_t seed, uint64_t index) {
  uint64_t z = seed + (index + 1) * 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

/// Below this, 32 random bits are below with `probability`.
uint64_t bound_of(double probability) { return uint64_t(std::llround(probability * 0x1p32)); }

/// `value` where 32 random bits are below `bound`, else zero. One random number serves two elements; `begin` is even.
CT_WIDEST void fill_mask(float *values, long begin, long end, uint64_t seed, uint64_t bound, float value) {
  for (long pair = begin / 2; pair < end / 2; pair++) {
    const uint64_t both = bits(seed, uint64_t(pair));
    values[2 * pair] = (both & 0xffffffff) < bound ? value : 0;
    values[2 * pair + 1] = (both >> 32) < bound ? value : 0;
  }
  if (end % 2) values[end - 1] = (bits(seed, uint64_t(end / 2)) & 0xffffffff) < bound ? value : 0;
}

/// What a pair left: neither of its values, the first or the second.
enum Kept : uint8_t { neither, first, second };

/// A pair of positions with all channels. Values that are not numbers stay so, as in LibTorch's kernels.
CT_WIDEST void pool_row(
    const float *a, const float *b, const float *bias, const float *mask, float *output, uint8_t *kept, long channels) {
  for (long c = 0; c < channels; c++) {
    const bool later = b[c] > a[c] || b[c] != b[c];
    const float value = (later ? b[c] : a[c]) + bias[c];
    const bool alive = !(value <= 0);
    output[c] = (alive ? value : 0) * mask[c];
    kept[c] = alive && mask[c] != 0 ? (later ? second : first) : neither;
  }
}
CT_WIDEST void pool_row_gradient(
    const float *gradient, const uint8_t *kept, float scale, float *a, float *b, float *bias, long channels) {
  for (long c = 0; c < channels; c++) {
    const float value = gradient[c] * scale;
    a[c] = kept[c] == first ? value : 0;
    b[c] = kept[c] == second ? value : 0;
    bias[c] += kept[c] == neither ? 0 : value;
  }
}

struct PooledPairs : torch::autograd::Function<PooledPairs> {
  static at::Tensor forward(
      torch::autograd::AutogradContext *context, const at::Tensor &x, const at::Tensor &bias, double probability,
      int64_t seed) {
    const long batch = x.size(0), channels = x.size(1), length = x.size(3), half = length / 2;
    at::Tensor output = at::empty({batch, channels, 1, half}, x.options().memory_format(at::MemoryFormat::ChannelsLast));
    at::Tensor kept = at::empty_like(output, output.options().dtype(at::kByte));
    const float *from = x.const_data_ptr<float>(), *shift = bias.const_data_ptr<float>();
    float *to = output.mutable_data_ptr<float>();
    uint8_t *codes = kept.mutable_data_ptr<uint8_t>();
    const uint64_t bound = bound_of(probability);
    const float scale = float(1 / probability);
    at::parallel_for(0, batch * half, 1 << 7, [&](int64_t begin, int64_t end) {
      std::vector<float> mask(channels, 1);
      for (int64_t row = begin; row < end; row++) {
        if (probability < 1) fill_mask(mask.data(), 0, channels, bits(uint64_t(seed), uint64_t(row)), bound, scale);
        const float *pair = from + (row / half * length + row % half * 2) * channels;
        pool_row(pair, pair + channels, shift, mask.data(), to + row * channels, codes + row * channels, channels);
      }
    });
    context->save_for_backward({kept});
    context->saved_data["scale"] = double(scale);
    context->saved_data["length"] = int64_t(length);
    return output;
  }

  static torch::autograd::variable_list backward(
      torch::autograd::AutogradContext *context, torch::autograd::variable_list gradients) {
    const at::Tensor kept = context->get_saved_variables()[0];
    const double scale = context->saved_data["scale"].toDouble();
    const long length = context->saved_data["length"].toInt();
    if (at::GradMode::is_enabled()) return differentiable(gradients[0] * scale, kept, length);
    const at::Tensor gradient = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
    const long batch = kept.size(0), channels = kept.size(1), half = kept.size(3);
    at::Tensor x = at::empty({batch, channels, 1, length}, gradient.options().memory_format(at::MemoryFormat::ChannelsLast));
    at::Tensor bias = at::zeros({batch, channels}, gradient.options());
    const float *from = gradient.const_data_ptr<float>();
    const uint8_t *codes = kept.const_data_ptr<uint8_t>();
    float *to = x.mutable_data_ptr<float>(), *sums = bias.mutable_data_ptr<float>();
    at::parallel_for(0, batch, 1, [&](int64_t begin, int64_t end) {
      for (int64_t item = begin; item < end; item++) {
        float *target = to + item * length * channels;
        for (long place = 0; place < half; place++) {
          const long row = (item * half + place) * channels;
          float *pair = target + 2 * place * channels;
          pool_row_gradient(from + row, codes + row, float(scale), pair, pair + channels, sums + item * channels, channels);
        }
        if (length % 2) std::fill_n(target + (length - 1) * channels, channels, 0.0f);
      }
    });
    return {x, bias.sum(0), {}, {}};
  }

  /// For derivatives of the gradient.
  static torch::autograd::variable_list differentiable(const at::Tensor &gradient, const at::Tensor &kept, long length) {
    at::Tensor x = at::stack({gradient * (kept == first), gradient * (kept == second)}, -1).flatten(3);
    return {length % 2 ? at::constant_pad_nd(x, {0, 1}) : x, (gradient * (kept != neither)).sum({0, 2, 3}), {}, {}};
  }
};
}  // namespace

extern "C" {
bool ct_fill_mask(CTensor tensor, double probability, CGenerator generator) {
  CT_GUARD("fill_mask", (std::initializer_list<CTensor>{tensor}),
      at::Tensor &mask = T(tensor);
      TORCH_CHECK(mask.is_cpu() && mask.is_non_overlapping_and_dense(), "a tensor without gaps in host memory is needed");
      const uint64_t seed = seed_of(generator);
      const uint64_t bound = bound_of(probability);
      const bool whole = mask.scalar_type() == at::kFloat;
      at::Tensor floats = whole ? mask : at::empty_like(mask, mask.options().dtype(at::kFloat));
      float *values = floats.mutable_data_ptr<float>();
      const float value = whole ? float(1 / probability) : 1;
      // Pairs are not split between threads.
      at::parallel_for(0, (mask.numel() + 1) / 2, 1 << 15, [&](int64_t begin, int64_t end) {
        fill_mask(values, 2 * begin, std::min<long>(2 * end, mask.numel()), seed, bound, value);
      });
      if (!whole) mask.copy_(floats).mul_(1 / probability);
      return true;)
}
CTensor ct_pooled_pairs(CTensor x, CTensor bias, double probability, CGenerator generator) {
  CT_GUARD("pooled_pairs", (std::initializer_list<CTensor>{x, bias}),
      TORCH_CHECK(T(x).dim() == 4 && T(x).size(2) == 1 && T(x).size(3) > 1, "a row of pairs is needed");
      TORCH_CHECK(
          T(x).is_cpu() && T(x).scalar_type() == at::kFloat && T(x).is_contiguous(at::MemoryFormat::ChannelsLast),
          "single precision in host memory, channels last, is needed");
      TORCH_CHECK(
          T(bias).is_cpu() && T(bias).scalar_type() == at::kFloat && T(bias).is_contiguous()
              && T(bias).numel() == T(x).size(1), "a bias in single precision for each channel is needed");
      at::Tensor pooled =
          PooledPairs::apply(T(x), T(bias), probability, probability < 1 ? int64_t(seed_of(generator)) : 0);
      note_operation("pooled_pairs", {x, bias}, pooled);
      return wrap(pooled);)
}
}
