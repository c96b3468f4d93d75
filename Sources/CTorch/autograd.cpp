#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/variable.h>

#include "shim.h"

namespace {
/// What failed tensors share must not be written to.
void check_defined(const at::Tensor &tensor) { TORCH_CHECK(tensor.defined(), "the tensor is of a failed operation"); }
}  // namespace

extern "C" {
bool ct_requires_grad(CTensor tensor) { return T(tensor).defined() && T(tensor).requires_grad(); }
bool ct_set_requires_grad(CTensor tensor, bool value) {
  CT_GUARD("requires_grad", (std::initializer_list<CTensor>{tensor}),
      check_defined(T(tensor)); T(tensor).set_requires_grad(value); return true;)
}
bool ct_is_leaf(CTensor tensor) { return T(tensor).defined() && T(tensor).is_leaf(); }
CTensor ct_get_grad(CTensor tensor) {
  if (!T(tensor).defined()) return nullptr;
  const at::Tensor &grad = T(tensor).grad();
  return grad.defined() ? wrap(grad) : nullptr;
}
bool ct_set_grad(CTensor tensor, CTensor grad) {
  CT_GUARD("grad", (std::initializer_list<CTensor>{tensor, grad}),
      check_defined(T(tensor)); T(tensor).mutable_grad() = grad ? T(grad) : at::Tensor(); return true;)
}
void ct_get_grads(const CTensor *tensors, long count, CTensor *results) {
  for (long i = 0; i < count; i++) results[i] = ct_get_grad(tensors[i]);
}
bool ct_set_grads(const CTensor *tensors, const CTensor *grads, long count) {
  CT_GUARD("grad", (std::initializer_list<CTensor>{}),
      for (long i = 0; i < count; i++) {
        check_defined(T(tensors[i]));
        T(tensors[i]).mutable_grad() = T(grads[i]);
      }
      return true;)
}
bool ct_views_like(CTensor vector, long offset, const CTensor *tensors, long count, CTensor *results) {
  CT_GUARD("views_like", (std::initializer_list<CTensor>{vector}),
      for (long i = 0; i < count; i++) {
        const at::Tensor &like = T(tensors[i]);
        at::Tensor piece = T(vector).narrow(0, offset, like.numel());
        results[i] = wrap(like.is_non_overlapping_and_dense()
            ? piece.as_strided(like.sizes(), like.strides(), piece.storage_offset()) : piece.view(like.sizes()));
        offset += like.numel();
      }
      return true;)
}
void ct_clear_grads(const CTensor *tensors, long count) {
  for (long i = 0; i < count; i++)
    if (T(tensors[i]).defined()) T(tensors[i]).mutable_grad().reset();
}
bool ct_set_data(CTensor tensor, CTensor data) {
  CT_GUARD("set_data", (std::initializer_list<CTensor>{tensor, data}), T(tensor).set_data(T(data)); return true;)
}
bool ct_backward(CTensor tensor, CTensor gradient, bool retain_graph, bool create_graph) {
  CT_GUARD("backward", (std::initializer_list<CTensor>{tensor, gradient}),
      check_defined(T(tensor));
      torch::autograd::backward({T(tensor)}, {gradient ? T(gradient) : at::Tensor()}, retain_graph, create_graph);
      return true;)
}
bool ct_grad(const CTensor *outputs, long outputs_count, const CTensor *gradients, const CTensor *inputs,
             long inputs_count, bool retain_graph, bool create_graph, bool allow_unused, CTensor *results) {
  CT_GUARD("grad", (std::initializer_list<CTensor>{}),
      std::vector<at::Tensor> cotangents;
      for (long i = 0; i < outputs_count; i++) check_defined(T(outputs[i]));
      for (long i = 0; i < inputs_count; i++) check_defined(T(inputs[i]));
      for (long i = 0; i < outputs_count; i++) cotangents.push_back(gradients[i] ? T(gradients[i]) : at::Tensor());
      std::vector<at::Tensor> grads = torch::autograd::grad(
          list(outputs, outputs_count), list(inputs, inputs_count), cotangents, retain_graph, create_graph, allow_unused);
      for (long i = 0; i < inputs_count; i++) results[i] = grads[i].defined() ? wrap(grads[i]) : nullptr;
      return true;)
}
bool ct_grad_enabled(void) { return c10::GradMode::is_enabled(); }
void ct_set_grad_enabled(bool value) { c10::GradMode::set_enabled(value); }
}
