#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

#include "shim.h"

namespace {
struct Scope {
  bool failed = false;
  std::string message;
  /// The bytes that tensors made in the scope may take together, and those that they took.
  double limit = std::numeric_limits<double>::infinity();
  double taken = 0;
};

double gigabytes(double bytes) { return std::round(bytes / 1e8) / 10; }
thread_local std::string last_error;
thread_local std::vector<Scope> scopes;
}  // namespace

void fail(const char *name, std::initializer_list<CTensor> tensors, const char *message) {
  std::ostringstream text;
  text << name << "(";
  bool first = true;
  for (CTensor tensor : tensors) {
    text << (first ? "" : ", ");
    first = false;
    if (!tensor) text << "nil";
    else if (!T(tensor).defined()) text << "failed";
    else text << T(tensor).sizes();
  }
  text << "): " << message;
  if (std::string(message).find("can't allocate memory") != std::string::npos) text << ". A smaller batch needs less memory.";
  last_error = text.str();
}

void take_memory(double bytes) {
  double machine = double(ct_memory());
  TORCH_CHECK(bytes <= machine, gigabytes(bytes), " GB should fit in this machine's memory of ", gigabytes(machine), " GB");
  if (scopes.empty()) return;
  Scope &scope = scopes.back();
  TORCH_CHECK(
      scope.taken + bytes <= scope.limit, gigabytes(scope.taken + bytes), " GB in all should be at most ",
      gigabytes(scope.limit), " GB on this machine with ", gigabytes(machine), " GB of memory");
  scope.taken += std::max(bytes, 0.0);
}

thread_local constinit long calls_to_failure = 0;

void count_call() {
  TORCH_CHECK(--calls_to_failure != 0, "this call fails on purpose");
}

extern "C" {
const char *ct_error(void) { return last_error.c_str(); }
void ct_fail(const char *message) { last_error = message; }
void ct_scope_enter(void) { scopes.emplace_back(); }
long ct_fail_call(long number) {
  long left = calls_to_failure;
  calls_to_failure = number;
  return left;
}
void ct_scope_limit(double bytes) { scopes.back().limit = bytes; }
bool ct_scope_record(void) {
  if (scopes.empty()) return false;
  Scope &scope = scopes.back();
  if (!scope.failed) scope.message = last_error;
  scope.failed = true;
  return true;
}
bool ct_scope_leave(void) {
  Scope scope = scopes.back();
  scopes.pop_back();
  if (scope.failed) last_error = scope.message;
  return scope.failed;
}
}
