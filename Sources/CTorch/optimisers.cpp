#include "shim.h"

namespace {
bool same_layout(const at::Tensor &a, const at::Tensor &b) {
  if (a.scalar_type() != b.scalar_type() || a.device() != b.device() || a.sizes() != b.sizes()) return false;
  for (int64_t dim = 0; dim < a.dim(); dim++)
    if (a.size(dim) > 1 && a.stride(dim) != b.stride(dim)) return false;
  return true;
}
}  // namespace

extern "C" {
bool ct_gradients_in_layout(const CTensor *parameters, long count, CTensor *results) {
  CT_GUARD("gradients", (std::initializer_list<CTensor>{}),
      for (long i = 0; i < count; i++) {
        const at::Tensor &parameter = T(parameters[i]);
        const at::Tensor &gradient = parameter.grad();
        if (!gradient.defined()) continue;
        TORCH_CHECK(gradient.layout() == at::kStrided, "sparse gradients are not supported");
        TORCH_CHECK(parameter.is_non_overlapping_and_dense(), "a parameter of shape ", parameter.sizes(),
            " should fill its memory without gaps");
        results[i] = wrap(
            same_layout(parameter, gradient) ? gradient : at::empty_like(parameter).copy_(gradient));
      }
      return true;)
}
bool ct_same_layouts(const CTensor *parameters, const CTensor *tensors, long count) {
  for (long i = 0; i < count; i++)
    if (!same_layout(T(parameters[i]), T(tensors[i]))) return false;
  return true;
}
}
