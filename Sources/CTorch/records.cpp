// Records of the operations that a thread asks for, through LibTorch's own observers.
#ifndef NDEBUG
// LibTorch is a release build, and `at::RecordFunction` has one member more in a debug build.
#define NDEBUG
#endif
#include <ATen/core/ivalue.h>
#include <ATen/record_function.h>

#include "shim.h"

namespace {
struct Operation {
  std::string name;
  std::vector<at::Tensor> inputs, outputs;
};

struct Record {
  std::vector<Operation> operations;
  at::CallbackHandle callback = at::INVALID_CALLBACK_HANDLE;
  /// The operations that have begun and not ended: those inside of another one are a part of it.
  long depth = 0;
  std::vector<at::Tensor> inputs;
};
thread_local Record record;

void add(const c10::IValue &value, std::vector<at::Tensor> &tensors) {
  if (value.isTensor()) {
    if (value.toTensor().defined()) tensors.push_back(value.toTensor());
  } else if (value.isTensorList() || value.isOptionalTensorList() || value.isList()) {
    for (const c10::IValue &element : value.toListRef()) add(element, tensors);
  }
}

std::unique_ptr<at::ObserverContext> begin(const at::RecordFunction &function) {
  if (record.depth++ == 0) {
    record.inputs.clear();
    for (const c10::IValue &value : function.inputs()) add(value, record.inputs);
  }
  return nullptr;
}
void end(const at::RecordFunction &function, at::ObserverContext *) {
  if (--record.depth != 0) return;
  Operation operation{function.name(), std::move(record.inputs), {}};
  for (const c10::IValue &value : function.outputs()) add(value, operation.outputs);
  record.inputs.clear();
  record.operations.push_back(std::move(operation));
}

bool end_record() {
  if (record.callback == at::INVALID_CALLBACK_HANDLE) return false;
  at::removeCallback(record.callback);
  record.callback = at::INVALID_CALLBACK_HANDLE;
  return true;
}
}  // namespace

void note_operation(const char *name, std::initializer_list<CTensor> inputs, const at::Tensor &output) {
  if (record.callback == at::INVALID_CALLBACK_HANDLE || record.depth != 0) return;
  record.operations.push_back({name, list(inputs.begin(), long(inputs.size())), {output}});
}

extern "C" {
bool ct_record_begin(void) {
  CT_GUARD("record", (std::initializer_list<CTensor>{}),
      end_record();
      record = Record();
      record.callback = at::addThreadLocalCallback(at::RecordFunctionCallback(begin, end)
          .needsInputs(true).needsOutputs(true).scopes({at::RecordScope::FUNCTION}));
      return true;)
}
long ct_record_end(void) {
  CT_GUARD("record", (std::initializer_list<CTensor>{}), end_record(); return long(record.operations.size());)
}
void ct_record_clear(void) { record = Record(); }
const char *ct_record_name(long index) { return record.operations[index].name.c_str(); }
bool ct_record_inputs(long index, CTensorList *tensors) {
  CT_GUARD("record", (std::initializer_list<CTensor>{}), return wrap_list(record.operations[index].inputs, tensors);)
}
bool ct_record_outputs(long index, CTensorList *tensors) {
  CT_GUARD("record", (std::initializer_list<CTensor>{}), return wrap_list(record.operations[index].outputs, tensors);)
}
const void *ct_identity(CTensor tensor) { return T(tensor).unsafeGetTensorImpl(); }
}
